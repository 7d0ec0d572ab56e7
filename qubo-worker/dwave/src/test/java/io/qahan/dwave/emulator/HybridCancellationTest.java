package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.qpu.QpuProblem;
import io.qahan.dwave.sampler.HybridModels;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sapi.Job;
import io.qahan.dwave.sapi.ProblemStatus;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hybrid solver's problem that nobody wants any more, at each step of its way. */
@Timeout(120)
class HybridCancellationTest {
  private static final Duration BUDGET = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final WorkingGraph GRAPH = Topology.parse("zephyr:2").fullYield();
  private static final int LONG_READS = 4_000;
  private static final int LONG_PROBLEMS = 10;

  private final QpuBudget budget = QpuBudget.inMemory(BUDGET, InstantSource.system());
  private SapiEmulator emulator;
  private SapiClient client;

  @AfterEach
  void close() {
    client.close();
    emulator.close();
  }

  private HybridModels hybrid(String... faults) throws Exception {
    emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(0, SecretToken.RIGHT, List.of(GRAPH), true, 1),
            FaultFile.parse("faults", List.of(faults)));
    Path nowhere = Path.of("/nonexistent");
    client =
        SapiClient.open(
            DWaveConfigLoader.load(
                new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX),
                Map.of("token", SecretToken.RIGHT, "endpoint", emulator.endpoint().toString())));
    SolverDefinition solver = solver(SolverQuery.newestHybridBqm());
    AtomicInteger labels = new AtomicInteger();
    return new HybridModels(
        client,
        solver,
        new PaidCalls(solver, budget, 1, call -> {}, System::nanoTime),
        Optional.of(() -> "label-" + labels.incrementAndGet()));
  }

  private SolverDefinition solver(SolverQuery query) throws Exception {
    return client.solver(query).get(30, TimeUnit.SECONDS);
  }

  private static BinaryQuadraticModel model() {
    Random random = new Random(1);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, 20);
    for (int v = 1; v < 20; v++) {
      model.addQuadratic(v - 1, v, random.nextGaussian());
    }
    return model.build();
  }

  @Test
  void shouldSubmitAndPayNothingWhenCancelledDuringTheUpload() throws Exception {
    HybridModels hybrid = hybrid("upload stall seconds=1 times=2");
    CompletableFuture<Sample> unwanted = hybrid.solve(model(), LIMIT);

    unwanted.cancel(true);

    assertThat(budget.left()).isEqualTo(BUDGET);
    assertThat(hybrid.solve(model(), LIMIT).get(60, TimeUnit.SECONDS)).isNotNull(); // has its place
    assertThat(emulator.problemsTaken()).isEqualTo(1);
  }

  @Test
  void shouldCancelAtSapiWhatWasSubmittedAndCountItAsCharged() throws Exception {
    HybridModels hybrid = hybrid();
    occupyTheOnlyAnnealer();
    CompletableFuture<Sample> unwanted = hybrid.solve(model(), LIMIT);
    await().until(() -> client.find("label-1").get(30, TimeUnit.SECONDS).isPresent());

    unwanted.cancel(true);

    await()
        .until(
            () ->
                client.find("label-1").get(30, TimeUnit.SECONDS).orElseThrow().state()
                    == ProblemStatus.State.CANCELLED);
    assertThat(budget.left()).isEqualTo(BUDGET.minus(LIMIT.dividedBy(20)));
  }

  /** For some seconds, so that the next problem waits. */
  private void occupyTheOnlyAnnealer() throws Exception {
    SolverDefinition qpu = solver(SolverQuery.largestQpu());
    QpuProblem problem = new QpuProblem(GRAPH);
    for (int coupler = 0; coupler < GRAPH.couplerCount(); coupler++) {
      problem.addQuadratic(GRAPH.from(coupler), GRAPH.to(coupler), coupler % 2 == 0 ? 1 : -1);
    }
    ObjectNode params = JsonNodeFactory.instance.objectNode().put("num_reads", LONG_READS);
    for (int i = 0; i < LONG_PROBLEMS; i++) {
      Job job = new Job(qpu.identity(), "ising", problem.encode(), params, "long-" + i);
      client.submit(job).id().get(30, TimeUnit.SECONDS);
    }
  }
}
