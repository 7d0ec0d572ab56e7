package io.qahan.deploy.bench;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many problems in flight on one client, against an emulated QPU in this JVM: from the model to its
 * best sample, embedding, submission, long polls and decoding included. The emulator shares the
 * processors, so this is less than the client could do.
 */
final class FlightTiming {
  private static final String TOKEN = "bench";
  private static final int IN_FLIGHT = 200;
  private static final int VARIABLES = 12;
  private static final int READS = 10;
  private static final int WARM_UP_ROUNDS = 2;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path NOWHERE = Path.of("nowhere");

  /** By these names the client's threads are known. */
  private static final List<String> OURS =
      List.of("sapi-http", "sapi-timer", "sapi-upload", "OkHttp", "Okio");

  private FlightTiming() {}

  static List<DWaveRow> rows() {
    try (SapiEmulator emulator =
            SapiEmulator.start(
                new SapiEmulator.Options(
                    0, TOKEN, List.of(Topology.parse("zephyr:2").fullYield()), false, 2));
        SapiClient client = SapiClient.open(config(emulator))) {
      QpuModels qpu = qpu(client);
      int threads = 0;
      double seconds = 0;
      for (int round = 0; round <= WARM_UP_ROUNDS; round++) { // the last one counts
        long begin = System.nanoTime();
        List<CompletableFuture<QpuModels.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
          answers.add(qpu.whole(model(round * IN_FLIGHT + i), LIMIT));
          threads = Math.max(threads, ours());
        }
        for (CompletableFuture<QpuModels.Answer> answer : answers) {
          answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
          threads = Math.max(threads, ours());
        }
        seconds = (System.nanoTime() - begin) / 1e9;
      }
      if (emulator.problemsTaken() != (WARM_UP_ROUNDS + 1) * IN_FLIGHT) {
        throw new CommandFailedException(
            String.format(
                Locale.ROOT,
                "Problems were lost or sent twice: [%d] were taken",
                emulator.problemsTaken()));
      }
      return List.of(
          new DWaveRow(
              String.format(
                  Locale.ROOT,
                  "%d problems in flight, %d reads each, emulated QPU",
                  IN_FLIGHT,
                  READS),
              IN_FLIGHT / seconds,
              "problems/s",
              ""),
          new DWaveRow("threads of the client meanwhile", threads, "", "below 20"));
    }
  }

  private static DWaveConfig config(SapiEmulator emulator) {
    return DWaveConfigLoader.load(
        new ConfigHost(Map.of(), NOWHERE, NOWHERE, ConfigHost.Platform.POSIX),
        Map.of("token", TOKEN, "endpoint", emulator.endpoint().toString()));
  }

  private static QpuModels qpu(SapiClient client) {
    SolverDefinition solver =
        client.solver(SolverQuery.largestQpu()).orTimeout(60, TimeUnit.SECONDS).join();
    QpuBudget budget = QpuBudget.inMemory(Duration.ofHours(1), InstantSource.system());
    AtomicInteger labels = new AtomicInteger();
    return new QpuModels(
        QpuChip.of(solver),
        CliqueEmbeddings.inMemory(),
        new QpuSampler(
            client,
            solver,
            new PaidCalls(solver, budget, IN_FLIGHT, call -> {}, System::nanoTime),
            Optional.of(() -> "bench-" + labels.incrementAndGet())),
        CliqueSamplerOptions.defaults(1).withReads(READS, 1),
        System::nanoTime);
  }

  private static BinaryQuadraticModel model(int seed) {
    Random random = new Random(seed);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, VARIABLES);
    for (int v = 0; v < VARIABLES; v++) {
      model.addLinear(v, random.nextGaussian());
      for (int u = 0; u < v; u++) {
        model.addQuadratic(u, v, random.nextGaussian());
      }
    }
    return model.build();
  }

  private static int ours() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> OURS.stream().anyMatch(thread.getName()::startsWith))
            .count();
  }
}
