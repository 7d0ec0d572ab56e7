package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.budget.BudgetSpentException;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.Chip;
import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.chip.LogicalRead;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SolverOfflineException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuCall;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.ClientParts;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Vartype;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embedded models on an emulated QPU, from its description to energies of the model. */
@Timeout(120)
class QpuSamplerTest {
  private static final String TOKEN = SecretToken.RIGHT;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final BinaryQuadraticModel MODEL = model(12);

  private final Queue<QpuCall> calls = new ConcurrentLinkedQueue<>();
  @TempDir Path directory;
  private SapiEmulator emulator;
  private SapiClient client;
  private QpuBudget budget;

  @AfterEach
  void close() {
    client.close();
    emulator.close();
  }

  private static BinaryQuadraticModel model(int n) {
    Random random = new Random(n);
    BqmBuilder model = BinaryQuadraticModel.builder(Vartype.BINARY, n);
    for (int v = 0; v < n; v++) {
      model.addLinear(v, random.nextGaussian());
      for (int u = 0; u < v; u++) {
        model.addQuadratic(u, v, random.nextGaussian());
      }
    }
    return model.build();
  }

  private CliqueSampler sampler(Duration perHour, int atOnce, String... faults) throws Exception {
    return sampler(Anneal.standard(), perHour, atOnce, faults);
  }

  private CliqueSampler sampler(Anneal anneal, Duration perHour, int atOnce, String... faults)
      throws Exception {
    emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0,
                TOKEN,
                List.of(
                    Topology.parse("zephyr:2").fullYield().withYield(0.98, 0.99, new Random(3))),
                false,
                2),
            FaultFile.parse("faults", List.of(faults)));
    Path nowhere = Path.of("/nonexistent");
    DWaveConfig config =
        DWaveConfigLoader.load(
            new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX),
            Map.of("token", TOKEN, "endpoint", emulator.endpoint().toString()));
    client =
        SapiClient.open(
            config,
            SapiEndpoint.resolve(config.endpoint(), metadata -> Map.of()),
            ClientParts.standard());
    SolverDefinition solver = client.solver(SolverQuery.largestQpu()).get(30, TimeUnit.SECONDS);
    Chip chip = QpuChip.of(solver);
    budget = QpuBudget.open(directory.resolve("budget"), perHour, InstantSource.system());
    AtomicInteger labels = new AtomicInteger();
    return new CliqueSampler(
        chip,
        CliqueEmbeddings.inMemory(),
        new QpuSampler(
            client,
            solver,
            new PaidCalls(solver, budget, atOnce, calls::add, System::nanoTime),
            Optional.of(() -> "label-" + labels.incrementAndGet())),
        CliqueSamplerOptions.defaults(1).withReads(50, 1).withAnneal(anneal));
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(60, TimeUnit.SECONDS));
    Throwable cause = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    return cause instanceof CompletionException ? cause.getCause() : cause;
  }

  @Test
  void shouldFindTheOptimumOfADenseModelAndPayForIt() throws Exception {
    CliqueSampler sampler = sampler(Duration.ofSeconds(1), 4);

    List<LogicalRead> reads = sampler.sample(MODEL, LONG).get(60, TimeUnit.SECONDS);

    double optimum = Solvers.forModels("exact").solve(MODEL, BqmOptions.ofSeed(0)).energy();
    assertThat(reads.get(0).energy()).isCloseTo(optimum, within(1e-9));
    assertThat(reads.get(0).energy()).isEqualTo(MODEL.energy(reads.get(0).sample()));
    assertThat(reads.stream().mapToInt(LogicalRead::occurrences).sum()).isLessThanOrEqualTo(50);
    assertThat(budget.left())
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(1).minusNanos(1));
    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.accessMicros()).isPositive().isEqualTo(call.chargedMicros());
              assertThat(call.queue()).isPresent();
              assertThat(call.network().orElseThrow()).isLessThanOrEqualTo(call.roundTrip());
            });
  }

  @Test
  void shouldNotSendWhatTheBudgetDoesNotCover() throws Exception {
    CliqueSampler sampler = sampler(Duration.ofMillis(1), 4);

    assertThat(failure(sampler.sample(MODEL, LONG))).isInstanceOf(BudgetSpentException.class);
    assertThat(emulator.problemsTaken()).isZero();
  }

  @Test
  void shouldNotSendWhatCannotComeBackInTime() throws Exception {
    CliqueSampler sampler = sampler(Duration.ofSeconds(1), 4);

    assertThat(failure(sampler.sample(MODEL, Duration.ofMillis(5))))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("fewer reads");
    assertThat(emulator.problemsTaken()).isZero();
    assertThat(budget.left()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void shouldNotSendMoreThanAllowedAtOnce() throws Exception {
    CliqueSampler sampler = sampler(Duration.ofSeconds(1), 1, "submit stall seconds=1");
    CompletableFuture<List<LogicalRead>> first = sampler.sample(MODEL, LONG);

    assertThat(failure(sampler.sample(MODEL, LONG)))
        .isInstanceOf(TransientSapiException.class)
        .hasMessageContaining("As many");
    assertThat(first.get(60, TimeUnit.SECONDS)).isNotEmpty();
    assertThat(sampler.sample(MODEL, LONG).get(60, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  void shouldNotPayForWhatNeverRan() throws Exception {
    CliqueSampler sampler = sampler(Duration.ofSeconds(1), 4, "submit offline");

    assertThat(failure(sampler.sample(MODEL, LONG))).isInstanceOf(SolverOfflineException.class);
    assertThat(budget.left()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({"fast:2001, fast_anneal_time_range", "lasting:0.4, annealing_time_range"})
  void shouldNotSendAnAnnealThatTheSolverWouldRefuse(String anneal, String range) throws Exception {
    CliqueSampler sampler = sampler(Anneal.parse(anneal), Duration.ofSeconds(1), 4);

    assertThat(failure(sampler.sample(MODEL, LONG)))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[" + range + "]");
    assertThat(emulator.problemsTaken()).isZero();
    assertThat(budget.left()).isEqualTo(Duration.ofSeconds(1));
  }

  /** 50 reads of 20 us each, or of 10. */
  @Test
  void shouldPayForAShorterAnnealLess() throws Exception {
    BinaryQuadraticModel model = model(6);
    sampler(Duration.ofSeconds(1), 4).sample(model, LONG).get(60, TimeUnit.SECONDS);
    close();
    sampler(Anneal.lasting(10), Duration.ofSeconds(1), 4)
        .sample(model, LONG)
        .get(60, TimeUnit.SECONDS);

    List<QpuCall> both = List.copyOf(calls);
    assertThat(both.get(0).accessMicros() - both.get(1).accessMicros())
        .isCloseTo(50 * 10, within(1e-6));
  }
}
