package io.qahan.qubo.mask.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.DenseEnergy;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.SolveRun;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * What solvers claim of a mask problem, against exact arithmetic over all of its masks: features
 * and weights from 1e-15 to 1e15, more than doubles can hold in one sum.
 */
class MaskProofPropertyTest {
  private static final int MOST_BLOCKS = 12;
  private static final int LARGEST_EXPONENT = 15;

  @Property(tries = 60)
  void shouldClaimNothingThatExactArithmeticDenies(@ForAll long seed) {
    MaskProblem problem = problem(new SplittableRandom(seed));
    BigDecimal least = least(problem);
    for (String name : List.of("exact", "auto", "tabu", "sa", "sqa", "greedy")) {
      Solution<Mask> solution =
          Solvers.forMasks(name)
              .solve(problem, SolveOptions.ofSeed(seed).withReads(2).withSweeps(20));
      checkClaim(problem, solution, least);
    }
  }

  /** Branch and bound itself, which larger problems have: from the empty mask. */
  @Property(tries = 60)
  void shouldProveByBranchAndBoundOnlyWhatIsTrue(@ForAll long seed) {
    MaskProblem problem = problem(new SplittableRandom(seed));
    if (problem.objective() == Objective.SALIENT) {
      SolveRun run = new SolveRun(problem, SolveOptions.ofSeed(1), () -> 0);
      BranchAndBound search =
          new BranchAndBound(problem, Mask.of(problem.n()), run, BranchAndBound.MAX_NODES);
      assertThat(search.run(new NormOrder(problem))).isTrue();
      BigDecimal least = least(problem);
      if (search.proven().isPresent()) {
        assertThat(energy(problem, search.proven().get())).isEqualByComparingTo(least);
      }
      assertThat(search.bound()).isLessThanOrEqualTo(least.doubleValue());
    }
  }

  /** One block's worth is lost beside the others' in any sum of doubles. */
  @Test
  void shouldTellApartByExactArithmeticWhatDoublesCannot() {
    float[] blocks = {1e10f, 2e-10f, 3e-10f, 1e-10f};
    MaskProblem problem = MaskProblem.of(blocks, 4, 1, Objective.SALIENT, 1e25, 0, 2).withMu(1);
    Solution<Mask> solution = Solvers.forMasks("exact").solve(problem, SolveOptions.ofSeed(1));
    assertThat(solution.answer()).isEqualTo(Mask.of(4, 0, 2));
    assertThat(solution.relativeGap()).hasValue(0);
  }

  @Test
  void shouldNotCallTinyEnergiesEqual() {
    float[] blocks = {1e-10f, 2e-10f, 3e-10f, 2.5e-10f};
    MaskProblem problem = MaskProblem.of(blocks, 4, 1, Objective.SALIENT, 1e-18, 0, 1).withMu(1);
    for (String name : List.of("exact", "tabu", "sa", "sqa", "greedy")) {
      Solution<Mask> solution = Solvers.forMasks(name).solve(problem, SolveOptions.ofSeed(1));
      assertThat(solution.answer()).as(name).isEqualTo(Mask.of(4, 2));
    }
  }

  /** With more blocks than enumeration takes, of which most weigh nothing beside one. */
  @Test
  void shouldNotProveWhatTooManyMasksShare() {
    float[] blocks = RandomProblems.features(60 * 2, true, 1);
    blocks[0] = 0x1p60f;
    MaskProblem problem = MaskProblem.of(blocks, 60, 2, Objective.SALIENT, 0, 0, 5).withMu(1);
    Solution<Mask> solution = Solvers.forMasks("exact").solve(problem, SolveOptions.ofSeed(1));
    assertThat(solution.lowerBound().orElseThrow()).isLessThan(solution.energy());
  }

  private static void checkClaim(MaskProblem problem, Solution<Mask> solution, BigDecimal least) {
    double bound = solution.lowerBound().orElseThrow();
    if (bound == solution.energy()) {
      assertThat(energy(problem, solution.answer()))
          .as(solution.solver())
          .isEqualByComparingTo(least);
    } else {
      assertThat(new BigDecimal(bound)).as(solution.solver()).isLessThanOrEqualTo(least);
    }
  }

  private static MaskProblem problem(SplittableRandom random) {
    int n = random.nextInt(1, MOST_BLOCKS + 1);
    int d = random.nextInt(1, 4);
    boolean whole = random.nextInt(4) == 0; // many masks of the same energy
    float[] blocks = new float[n * d];
    for (int i = 0; i < blocks.length; i++) {
      double size = whole ? random.nextInt(0, 3) : number(random);
      blocks[i] = (float) (random.nextBoolean() ? size : -size);
    }
    Objective objective = random.nextBoolean() ? Objective.SALIENT : Objective.LITERAL;
    double lambda1 = random.nextInt(5) == 0 ? 0 : number(random);
    double lambda2 = random.nextInt(5) == 0 ? 0 : number(random);
    int k = random.nextInt(0, n + 1);
    MaskProblem problem = MaskProblem.of(blocks, n, d, objective, lambda1, lambda2, k);
    MaskProblem weighted = random.nextBoolean() ? problem.withMu(number(random)) : problem;
    return RandomProblems.placed(weighted, random);
  }

  private static double number(SplittableRandom random) {
    return Math.pow(10, random.nextDouble(-LARGEST_EXPONENT, LARGEST_EXPONENT));
  }

  private static BigDecimal least(MaskProblem problem) {
    BigDecimal least = null;
    for (int bits = 0; bits < 1 << problem.n(); bits++) {
      boolean[] kept = new boolean[problem.n()];
      for (int a = 0; a < kept.length; a++) {
        kept[a] = (bits >> a & 1) == 1;
      }
      BigDecimal energy = energy(problem, Mask.of(kept));
      least = least == null ? energy : least.min(energy);
    }
    return least;
  }

  /** The energy as the class comment of {@link MaskProblem} writes it, term by term. */
  private static BigDecimal energy(MaskProblem problem, Mask mask) {
    BigDecimal attention = BigDecimal.ZERO;
    for (int j = 0; j < problem.d(); j++) {
      BigDecimal t = BigDecimal.ZERO;
      for (int a : mask.kept()) {
        t = t.add(new BigDecimal(problem.blocks()[a * problem.d() + j]));
      }
      attention = attention.add(t.pow(2));
    }
    BigDecimal energy =
        attention.multiply(new BigDecimal(problem.objective().sign() * problem.mu()));
    BigDecimal excess = BigDecimal.valueOf(mask.count() - problem.k());
    energy = energy.add(excess.pow(2).multiply(new BigDecimal(problem.lambda1())));
    for (int a = 0; a < problem.n(); a++) {
      for (int b = 0; b < a; b++) {
        if (mask.keeps(a) && mask.keeps(b) && DenseEnergy.distance(problem, a, b) == 1) {
          energy = energy.add(new BigDecimal(problem.lambda2()));
        }
      }
    }
    return energy;
  }
}
