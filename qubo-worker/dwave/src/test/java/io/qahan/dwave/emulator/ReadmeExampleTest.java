package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The ten lines of the README, against the emulator. */
class ReadmeExampleTest {
  private static final Path NOWHERE = Path.of("nowhere");

  @Test
  void shouldSolveAModelInTenLines() {
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0, "token", List.of(Topology.parse("zephyr:2").fullYield()), false, 1))) {
      ConfigHost host = new ConfigHost(Map.of(), NOWHERE, NOWHERE, ConfigHost.Platform.POSIX);
      BinaryQuadraticModel model =
          BinaryQuadraticModel.builder(Vartype.SPIN, 2).addQuadratic(0, 1, -1).build();
      DWaveConfig config =
          DWaveConfigLoader.load(
              host, Map.of("token", "token", "endpoint", emulator.endpoint().toString()));
      try (SapiClient client = SapiClient.open(config)) {
        SolverDefinition solver = client.solver(SolverQuery.largestQpu()).join();
        QpuBudget budget = QpuBudget.inMemory(Duration.ofMinutes(1), InstantSource.system());
        PaidCalls calls = new PaidCalls(solver, budget, 4, call -> {}, System::nanoTime);
        QpuSampler sampler = new QpuSampler(client, solver, calls, Optional.empty());
        QpuModels qpu =
            new QpuModels(
                QpuChip.of(solver),
                CliqueEmbeddings.inMemory(),
                sampler,
                CliqueSamplerOptions.defaults(1),
                System::nanoTime);

        assertThat(qpu.whole(model, Duration.ofSeconds(30)).join().energy()).isEqualTo(-1.0);
      }
    }
  }
}
