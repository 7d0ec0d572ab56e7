package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.mask.SolveOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SearchOptionsTest {
  private static SolveOptions forMasks(String... arguments) {
    return CommandLine.populateCommand(new SearchOptions(), arguments).forMasks();
  }

  @Test
  void shouldLeaveAMaskSolverToItselfUnlessToldOtherwise() {
    assertThat(forMasks()).isEqualTo(SolveOptions.ofSeed(1).withTimeBudget(Duration.ofSeconds(1)));
    assertThat(forMasks("--time-limit", "5s", "--seed", "7"))
        .isEqualTo(SolveOptions.ofSeed(7).withTimeBudget(Duration.ofSeconds(5)));
  }

  @Test
  void shouldBoundAMaskSolverBySweepsAndReadsInsteadOfTime() {
    SolveOptions bounded = forMasks("--sweeps", "300", "--reads", "4", "--target", "-2.5");
    assertThat(bounded.sweeps()).hasValue(300);
    assertThat(bounded.reads()).hasValue(4);
    assertThat(bounded.target()).hasValue(-2.5);
    assertThat(bounded.timeBudget()).isGreaterThan(Duration.ofDays(1));
    assertThat(forMasks("--reads", "4", "--time-limit", "2s").timeBudget()).hasSeconds(2);
  }

  @Test
  void shouldKeepLookingForATargetUntilTheTimeIsOverUnlessTheWorkIsBounded() {
    SolveOptions timed = forMasks("--target", "0");
    assertThat(timed.reads()).hasValue(Integer.MAX_VALUE);
    assertThat(timed.timeBudget()).hasSeconds(1);
    assertThat(forMasks("--target", "0", "--sweeps", "9").reads()).isEmpty();
    assertThat(forMasks("--target", "0", "--reads", "3").reads()).hasValue(3);
  }

  @Test
  void shouldBeginWithARandomMaskIfAskedTo() {
    assertThat(forMasks().first()).isEqualTo(SolveOptions.FirstMask.GREEDY);
    assertThat(forMasks("--first", "RANDOM").first()).isEqualTo(SolveOptions.FirstMask.RANDOM);
  }

  @Test
  void shouldRefuseWhatNoMaskProblemCouldBeSolvedWith() {
    assertThatThrownBy(() -> forMasks("--sweeps", "0")).hasMessageContaining("sweeps [0]");
    assertThatThrownBy(() -> forMasks("--reads", "-1")).hasMessageContaining("reads [-1]");
    assertThatThrownBy(() -> forMasks("--target", "NaN")).hasMessageContaining("target");
    assertThatThrownBy(() -> forMasks("--time-limit", "x")).hasMessageContaining("--time-limit");
  }
}
