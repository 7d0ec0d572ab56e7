package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What solvers claim of a model, against exact arithmetic over all of its samples: biases and
 * offsets from 1e-15 to 1e15, more than doubles can hold in one sum.
 */
class ProofPropertyTest {
  private static final int MOST_VARIABLES = 12;
  private static final int LARGEST_EXPONENT = 15;

  @Property(tries = 60)
  void shouldClaimNothingThatExactArithmeticDenies(@ForAll long seed) {
    BinaryQuadraticModel model = model(new SplittableRandom(seed));
    BigDecimal least = least(model);
    for (String name : List.of("exact", "auto", "tabu", "sa", "sqa", "greedy")) {
      Solution<Sample> solution =
          Solvers.forModels(name).solve(model, BqmOptions.ofSeed(seed).withReads(2).withSweeps(20));
      double bound = solution.lowerBound().orElseThrow();
      if (bound == solution.energy()) {
        assertThat(energy(model, solution.answer())).as(name).isEqualByComparingTo(least);
      } else {
        assertThat(new BigDecimal(bound)).as(name).isLessThanOrEqualTo(least);
        assertThat(name).as("4096 samples can be told apart").isNotIn("exact", "auto");
      }
    }
  }

  private static BinaryQuadraticModel model(SplittableRandom random) {
    int n = random.nextInt(1, MOST_VARIABLES + 1);
    double density = random.nextDouble();
    boolean whole = random.nextInt(4) == 0; // many samples of the same energy
    BqmBuilder builder =
        BinaryQuadraticModel.builder(random.nextBoolean() ? Vartype.SPIN : Vartype.BINARY, n);
    builder.addOffset(number(random, whole));
    for (int v = 0; v < n; v++) {
      if (random.nextInt(4) > 0) {
        builder.addLinear(v, number(random, whole));
      }
      for (int u = 0; u < v; u++) {
        if (random.nextDouble() < density) {
          builder.addQuadratic(u, v, number(random, whole));
        }
      }
    }
    return builder.build();
  }

  private static double number(SplittableRandom random, boolean whole) {
    if (whole) {
      return random.nextInt(-2, 3);
    }
    double exponent = random.nextDouble(-LARGEST_EXPONENT, LARGEST_EXPONENT);
    return (random.nextBoolean() ? 1 : -1) * Math.pow(10, exponent);
  }

  private static BigDecimal least(BinaryQuadraticModel model) {
    BigDecimal least = null;
    for (int bits = 0; bits < 1 << model.variables(); bits++) {
      BigDecimal energy = energy(model, RandomModels.numbered(model, bits));
      least = least == null ? energy : least.min(energy);
    }
    return least;
  }

  private static BigDecimal energy(BinaryQuadraticModel model, Sample sample) {
    BigDecimal energy = new BigDecimal(model.offset());
    for (int v = 0; v < model.variables(); v++) {
      energy = plus(energy, sample.value(v), model.linear(v));
      for (int u = 0; u < v; u++) {
        energy = plus(energy, sample.value(u) * sample.value(v), model.quadratic(u, v));
      }
    }
    return energy;
  }

  private static BigDecimal plus(BigDecimal energy, int factor, double bias) {
    return factor == 0 || bias == 0
        ? energy
        : energy.add(new BigDecimal(bias).multiply(BigDecimal.valueOf(factor)));
  }
}
