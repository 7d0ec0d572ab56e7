package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.FaultFile;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.file.ProblemFile;
import io.qahan.dwave.file.ProblemFormat;
import io.qahan.dwave.graph.Topology;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Problem files on an emulated QPU and an emulated hybrid solver. */
@Timeout(120)
class DWaveFilesTest {
  private static final Map<String, String> HYBRID = Map.of("solver", "{\"hybrid\": true}");

  private final SapiEmulator emulator =
      SapiEmulator.start(
          new SapiEmulator.Options(
              0, SecretToken.RIGHT, List.of(Topology.parse("zephyr:2").fullYield()), true, 2));

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void shouldSayWhatWasWrongOnTheWayWhenTimeIsOver(@TempDir Path directory) throws Exception {
    Path faults = Files.writeString(directory.resolve("faults"), "solvers garbage\n");
    try (SapiEmulator unwell =
        SapiEmulator.start(
            new SapiEmulator.Options(0, SecretToken.RIGHT, List.of(), true, 1),
            FaultFile.read(faults))) {
      Map<String, String> config =
          Map.of("endpoint", unwell.endpoint().toString(), "http_retry_backoff_factor", "30");

      assertThatThrownBy(
              () ->
                  solve(
                      new ProblemFile.OfMask(mask(4)),
                      config,
                      Optional.of(Duration.ofSeconds(5)),
                      Duration.ofSeconds(1)))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContainingAll("gave no answer within", "not JSON from its byte [0]");
    }
  }

  private SolvedFile solve(
      ProblemFile file, Map<String, String> config, Optional<Duration> timeLimit, Duration qpuTime)
      throws InterruptedException {
    Path nowhere = Path.of("/nonexistent");
    Map<String, String> arguments =
        new HashMap<>(
            Map.of("token", SecretToken.RIGHT, "endpoint", emulator.endpoint().toString()));
    arguments.putAll(config);
    ConfigHost host = new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX);
    DWaveSearch search =
        new DWaveSearch(
            DWaveConfigLoader.load(host, arguments),
            new DWaveOptions(50, timeLimit, qpuTime, 1),
            System::nanoTime);
    return new DWaveFiles(search, 1).solve("a-file", file);
  }

  private SolvedFile solve(ProblemFile file, Map<String, String> config)
      throws InterruptedException {
    return solve(file, config, Optional.empty(), Duration.ofSeconds(10));
  }

  private static MaskProblem mask(int n) {
    Random random = new Random(n);
    float[] blocks = new float[4 * n];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (float) random.nextGaussian();
    }
    return MaskProblem.of(blocks, n, 4, Objective.SALIENT, 1, 1, n / 3);
  }

  private static BinaryQuadraticModel spins(int n) {
    Random random = new Random(n);
    List<Label> labels = new ArrayList<>();
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.SPIN, n);
    for (int v = 0; v < n; v++) {
      labels.add(new Label.Name("spin " + v));
      model.addLinear(v, random.nextGaussian());
      for (int u = 0; u < v; u++) {
        model.addQuadratic(u, v, random.nextGaussian());
      }
    }
    return model.labels(labels).build();
  }

  @Test
  void shouldSolveAMaskProblemInOneCallAndSayWhatItTook() throws Exception {
    MaskProblem problem = mask(12);

    SolveReport solved = (SolveReport) solve(new ProblemFile.OfMask(problem), Map.of());

    Mask mask = Mask.of(12, solved.kept().stream().mapToInt(Integer::intValue).toArray());
    assertThat(solved.energy()).isEqualTo(problem.energy(mask));
    double least = Solvers.forMasks("exact").solve(problem, SolveOptions.ofSeed(1)).energy();
    assertThat(solved.energy()).isCloseTo(least, within(1e-9));
    assertThat(solved.lowerBound()).isLessThanOrEqualTo(solved.energy());
    DWaveUse use = solved.dwave();
    assertThat(use.calls()).isEqualTo(1).isEqualTo(emulator.problemsTaken());
    assertThat(use.solver()).startsWith("Emulated_zephyr_2").contains("graph_id=");
    assertThat(use.variablesAtOnce()).isEqualTo(12);
    assertThat(use.chainBreakFraction()).isBetween(0.0, 1.0);
    assertThat(use.qpuAccessMs()).isPositive().isEqualTo(use.chargedMs());
    assertThat(use.queueMs()).isNotNegative();
    assertThat(use.networkMs()).isNotNegative();
    assertThat(use.timingMicros()).containsKey("qpu_anneal_time_per_sample");
    assertThat(String.join("\n", solved.lines()))
        .contains("1 call of 12", "chain breaks", "charged");
  }

  @Test
  void shouldSolveInPartsWhatHasNoCliqueAndBeNoWorseThanGreedy() throws Exception {
    MaskProblem problem = mask(60);

    SolveReport solved =
        (SolveReport)
            solve(
                new ProblemFile.OfMask(problem),
                Map.of(),
                Optional.of(Duration.ofSeconds(20)),
                Duration.ofSeconds(10));

    assertThat(solved.energy())
        .isLessThanOrEqualTo(
            Solvers.forMasks("greedy").solve(problem, SolveOptions.ofSeed(1)).energy());
    assertThat(solved.dwave().calls()).isGreaterThan(1).isEqualTo(emulator.problemsTaken());
    assertThat(solved.dwave().variablesAtOnce()).isLessThan(60);
  }

  @Test
  void shouldSolveAModelWithNamesOnAHybridSolverAndPayATwentiethOfItsTime() throws Exception {
    BinaryQuadraticModel model = spins(20);

    SolvedModel solved =
        (SolvedModel) solve(new ProblemFile.OfModel(ProblemFormat.BQM, model), HYBRID);

    double least = Solvers.forModels("exact").solve(model, BqmOptions.ofSeed(1)).energy();
    assertThat(solved.energy()).isCloseTo(least, within(1e-9));
    byte[] values = new byte[20];
    for (int v = 0; v < values.length; v++) {
      values[v] = (byte) (solved.state().charAt(v) == '+' ? 1 : -1);
    }
    assertThat(solved.energy()).isEqualTo(model.energy(Sample.of(Vartype.SPIN, values)));
    assertThat(solved.labels()).startsWith("spin 0");
    assertThat(solved.dwave().category()).isEqualTo("HYBRID");
    assertThat(solved.dwave().chargedMs()).isEqualTo(3_000 / 20.0);
    assertThat(solved.dwave().chainBreakFraction()).isNull();
    assertThat(solved.dwave().timingMicros()).containsKey("run_time");
  }

  @Test
  void shouldSolveAMaskProblemOnAHybridSolver() throws Exception {
    MaskProblem problem = mask(20);

    SolveReport solved = (SolveReport) solve(new ProblemFile.OfMask(problem), HYBRID);

    double least = Solvers.forMasks("exact").solve(problem, SolveOptions.ofSeed(1)).energy();
    assertThat(solved.energy()).isCloseTo(least, within(1e-9));
  }

  @Test
  void shouldSayWhatIsNotAllowed() {
    ProblemFile file = new ProblemFile.OfMask(mask(12));
    Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
    Duration enough = Duration.ofSeconds(10);

    assertFails(file, Map.of("token", SecretToken.WRONG), second, enough, "token");
    assertFails(file, Map.of("solver", "Advantage9"), second, enough, "[404]");
    assertFails(file, HYBRID, second, enough, "[1.0 s]", "[3.0 s]");
    assertFails(
        file, HYBRID, Optional.empty(), Duration.ofMillis(100), "[150000 us]", "[100000 us]");
    assertFails(file, Map.of(), Optional.empty(), Duration.ofMillis(1), "[1000 us]");
    assertFails(file, Map.of(), Optional.of(Duration.ofMillis(1)), enough, "--time-limit");
    assertThat(emulator.problemsTaken()).isZero();
  }

  private void assertFails(
      ProblemFile file,
      Map<String, String> config,
      Optional<Duration> timeLimit,
      Duration qpuTime,
      String... words) {
    assertThatThrownBy(() -> solve(file, config, timeLimit, qpuTime))
        .isInstanceOf(CommandFailedException.class)
        .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
  }
}
