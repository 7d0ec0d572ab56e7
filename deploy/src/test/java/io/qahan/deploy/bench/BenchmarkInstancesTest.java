package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.CsvRow;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.QahamFile;
import io.qahan.qubo.mask.SolveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchmarkInstancesTest {
  static List<BenchmarkInstance> shipped() throws IOException {
    return BenchmarkInstances.of("*");
  }

  @Test
  void shouldShipInstancesOfBothObjectivesWithTheSameFeatures() throws IOException {
    assertThat(shipped()).hasSize(28).extracting(BenchmarkInstance::name).doesNotHaveDuplicates();
    for (BenchmarkInstance salient : BenchmarkInstances.of("sal_{relu,gauss}_*")) {
      String twin = salient.name().replace("sal_", "lit_");
      BenchmarkInstance literal = BenchmarkInstances.of(twin).get(0);
      assertThat(salient.problem().objective()).isEqualTo(Objective.SALIENT);
      assertThat(literal.problem().objective()).isEqualTo(Objective.LITERAL);
      assertThat(literal.problem().blocks()).isEqualTo(salient.problem().blocks());
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void shouldKnowAnEnergyThatSolversReachAndNeverBeat(BenchmarkInstance instance)
      throws IOException {
    boolean hard = instance.name().equals("lit_gauss_n196_d16");
    double target = Goal.of(instance.name()).target(instance.bestKnown());
    Solution<Mask> solution =
        Solvers.forMasks("auto")
            .solve(
                instance.problem(),
                SolveOptions.ofSeed(1)
                    .withTarget(target)
                    .withReads(Integer.MAX_VALUE)
                    .withTimeBudget(hard ? Duration.ofMillis(200) : Duration.ofMinutes(1)));

    double tolerance = Math.max(1e-9, 1e-6 * Math.abs(instance.bestKnown()));
    assertThat(solution.energy()).isGreaterThanOrEqualTo(instance.bestKnown() - tolerance);
    if (!hard) {
      assertThat(solution.energy()).isLessThanOrEqualTo(target);
    }
    assertThat(solution.lowerBound().orElseThrow())
        .isLessThanOrEqualTo(instance.bestKnown() + tolerance);
  }

  @Test
  void shouldSetTheGoalsOfTheSalientInstancesByShapeAndSolver() throws IOException {
    for (BenchmarkInstance instance : BenchmarkInstances.of("sal_*")) {
      Goal goal = Goal.of(instance.name());
      assertThat(goal.targetEnergy()).isEmpty();
      double millis =
          switch (instance.problem().n()) {
            case 3136 -> 0.5;
            case 784 -> 0.8;
            case 196 -> 0.3;
            default -> 0.2;
          };
      assertThat(goal.millis("auto")).hasValue(millis);
      assertThat(goal.millis("exact")).hasValue(millis);
      assertThat(goal.millis("sa"))
          .isEqualTo(instance.problem().d() == 1 ? OptionalDouble.of(3) : OptionalDouble.empty());
    }
    assertThat(Goal.of("lit_gauss_n49_d64").millis("auto")).isEmpty();
  }

  @Test
  void shouldGiveASolveThreeTimesItsGoalAndASecondAtLeast() throws IOException {
    assertThat(Goal.of("lit_gauss_n196_d16").timeLimit("auto")).isEqualTo(Duration.ofSeconds(9));
    assertThat(Goal.of("lit_gauss_n196_d16").timeLimit("sa")).isEqualTo(Duration.ofSeconds(1));
    assertThat(Goal.of("sal_relu_n49_d64").timeLimit("auto")).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldTolerateRoundingAboveTheBestKnownEnergyUnlessAnotherTargetIsSet() throws IOException {
    assertThat(Goal.of("sal_relu_n49_d64").target(-2)).isEqualTo(-2 + 2e-6);
    assertThat(Goal.of("lit_relu_n784_d4").target(0)).isEqualTo(1e-9);
    assertThat(Goal.of("lit_gauss_n784_d4").target(1.8e-5)).isEqualTo(1e-3);
    assertThat(Goal.of("lit_gauss_n196_d16").target(1.592)).isEqualTo(1.5925);
  }

  @Test
  void shouldHavePeersOnlyForInstancesThatExist() throws IOException {
    List<String> names = shipped().stream().map(BenchmarkInstance::name).toList();
    List<CsvRow> rows = BenchmarkInstances.shippedTable("peers.csv");
    assertThat(rows)
        .extracting(row -> row.text("instance"))
        .doesNotHaveDuplicates()
        .isSubsetOf(names);
    for (CsvRow row : rows) {
      PeerFigures figures = PeerFigures.of(row.text("instance"));
      assertThat(figures.best()).isPresent();
      assertThat(figures.bestMillis().orElse(1)).isPositive();
      assertThat(figures.structTabuMillis().isPresent())
          .isEqualTo(!row.text("instance").contains("mnist"));
    }
    assertThat(PeerFigures.of("sal_gauss_n3136_d1").bestMillis()).hasValue(394);
    assertThat(PeerFigures.of("sal_gauss_n3136_d1").structTabuMillis()).hasValue(4.68);
    assertThat(PeerFigures.of("sal_mnist0_n3136_d1").bestMillis()).isEmpty();
    assertThat(PeerFigures.of("sal_mnist0_n784_d4").best()).isEmpty();
  }

  @Test
  void shouldTakeADirectoryInTheOrderOfItsTable(@TempDir Path directory) throws IOException {
    float[] blocks = {5, 1, 4, 0, 3, 0};
    QahamFile file = new QahamFile(MaskProblem.of(blocks, 6, 1, Objective.SALIENT, 1, 1, 3), 0, 0);
    file.write(directory.resolve("b.qaham"));
    file.write(directory.resolve("a.qaham"));
    Path table = directory.resolve("best-known.csv");
    assertThatThrownBy(() -> BenchmarkInstances.of(directory.toString()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("best-known.csv");

    Files.writeString(table, "instance,n,d,k,energy\nb,6,1,3,-1.92\na,6,1,3,-1.92\n");
    assertThat(BenchmarkInstances.of(directory.toString()))
        .extracting(BenchmarkInstance::name)
        .containsExactly("b", "a");

    Files.writeString(table, "instance,n,d,k,energy\na,6,1,4,-1.92\n");
    assertThatThrownBy(() -> BenchmarkInstances.of(directory.toString()))
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageContainingAll("line 2", "k [4]", "[3]");

    Files.writeString(table, "instance,n,d,k,energy\nc,6,1,3,-1.92\n");
    assertThatThrownBy(() -> BenchmarkInstances.of(directory.toString()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("c.qaham");
  }
}
