package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.search.GreedySolver;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class PresolveTest {
  private static final MaskSolver EXACT = Solvers.forMasks("exact");

  /** Enumerated or searched with proof, both ways. */
  @Property
  void shouldKeepTheLeastEnergy(
      @ForAll @IntRange(min = 1, max = 400) int n,
      @ForAll @IntRange(max = 30) int k,
      @ForAll @DoubleRange(min = 0, max = 3) double lambda1,
      @ForAll @DoubleRange(min = 0, max = 3) double lambda2,
      @ForAll @IntRange(max = 2) int kind,
      @ForAll long seed) {
    MaskProblem whole =
        MaskProblem.of(
            values(n, kind, new Random(seed)),
            n,
            1,
            Objective.SALIENT,
            lambda1,
            lambda2,
            Math.min(k, n));
    Presolve presolve = presolved(whole);
    Solution<Mask> ofWhole = EXACT.solve(whole, SolveOptions.ofSeed(1));
    Solution<Mask> ofPart = EXACT.solve(presolve.problem(), SolveOptions.ofSeed(1));
    Mask answer = Presolve.whole(ofPart.answer(), presolve.blocks());
    double tolerance = 1e-9 * (1 + Math.abs(ofWhole.energy()));
    assertThat(whole.energy(answer)).isEqualTo(ofWhole.energy(), within(tolerance));
    assertThat(ofPart.energy()).isEqualTo(ofWhole.energy(), within(tolerance));
  }

  /** So that an answer of any solver is as good as it says, and a lower bound holds. */
  @Property
  void shouldGiveNoMaskMoreEnergyThanItHasInTheSmallerProblem(
      @ForAll @IntRange(min = 60, max = 400) int n, @ForAll long seed) {
    Random random = new Random(seed);
    MaskProblem whole =
        MaskProblem.of(values(n, 0, random), n, 1, Objective.SALIENT, 1, 1, 1 + n / 60);
    Presolve presolve = presolved(whole);
    boolean[] kept = new boolean[presolve.problem().n()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = random.nextInt(3) == 0;
    }
    Mask mask = Mask.of(kept);
    Mask same = Presolve.whole(mask, presolve.blocks());
    assertThat(same.count()).isEqualTo(mask.count());
    assertThat(whole.attentionEnergy(same)).isEqualTo(presolve.problem().attentionEnergy(mask));
    assertThat(whole.energy(same)).isLessThanOrEqualTo(presolve.problem().energy(mask) + 1e-12);
    assertThat(presolve.part(same)).isEqualTo(mask);
  }

  @Example
  void shouldLeaveOutMostOfAnImagesBlocks() {
    MaskProblem whole =
        MaskProblem.of(values(3136, 0, new Random(3)), 3136, 1, Objective.SALIENT, 1, 1, 100);
    Presolve presolve = presolved(whole);
    assertThat(presolve.isWhole()).isFalse();
    assertThat(presolve.problem().n()).isLessThan(700);
    assertThat(presolve.problem().mu()).isEqualTo(whole.mu());
  }

  @Example
  void shouldLeaveProblemsWholeThatItHasNoProofFor() {
    Random random = new Random(1);
    float[] signed = new float[900];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = (float) random.nextGaussian();
    }
    float[] oneSign = values(900, 0, random);
    assertWhole(MaskProblem.of(signed, 900, 1, Objective.SALIENT, 1, 1, 10));
    assertWhole(MaskProblem.of(oneSign, 900, 1, Objective.LITERAL, 1, 1, 10));
    assertWhole(MaskProblem.of(oneSign, 900, 1, Objective.SALIENT, 1, 1, 10).withColumns(30));
    assertWhole(MaskProblem.of(oneSign, 450, 2, Objective.SALIENT, 1, 1, 10));
    assertWhole(MaskProblem.of(oneSign, 900, 1, Objective.SALIENT, 1, 1, 300));
    assertWhole(MaskProblem.of(oneSign, 900, 1, Objective.SALIENT, 0, 1, 10)); // any count is best
  }

  @Example
  void shouldRefuseMasksOfAnotherProblem() {
    MaskProblem whole =
        MaskProblem.of(values(300, 0, new Random(3)), 300, 1, Objective.SALIENT, 1, 1, 5);
    Presolve presolve = presolved(whole);
    Mask left = presolve.blocks();
    int out = 0;
    while (left.keeps(out)) {
      out++;
    }
    Mask one = Mask.of(300, out);
    assertThatThrownBy(() -> presolve.part(one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + out + "]");
    assertThatThrownBy(() -> Presolve.whole(one, left))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[300]");
  }

  private static void assertWhole(MaskProblem problem) {
    Presolve presolve = presolved(problem);
    assertThat(presolve.isWhole()).isTrue();
    assertThat(presolve.problem()).isSameAs(problem);
    assertThat(presolve.blocks().count()).isEqualTo(problem.n());
  }

  private static Presolve presolved(MaskProblem problem) {
    NormOrder order = new NormOrder(problem);
    MaskState state = new MaskState(problem);
    GreedySolver.fill(state, order);
    return Presolve.of(problem, order, state.mask());
  }

  /** Behind a rectifier; the same, mirrored; with ties. */
  private static float[] values(int n, int kind, Random random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      float value = Math.max(0, (float) random.nextGaussian());
      values[i] =
          switch (kind) {
            case 0 -> value;
            case 1 -> 0 - value;
            default -> random.nextInt(3);
          };
    }
    return values;
  }
}
