package io.qahan.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.dwave.budget.BudgetSpentException;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiAuthenticationException;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.dwave.sampler.SamplerBusyException;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mask problems on an emulated QPU. */
@Timeout(120)
class DWaveSolverTest {
  private static final SolveOptions OPTIONS =
      SolveOptions.ofSeed(1).withTimeBudget(Duration.ofSeconds(60));

  private static final Duration LEAST_TIME = Duration.ofNanos(1);
  private static final int AT_ONCE = 4;

  private static final DWaveLimits ALONE =
      new DWaveLimits(50, AT_ONCE, LEAST_TIME, 100, 1, Duration.ZERO, Anneal.standard());

  @TempDir Path directory;
  private final SapiEmulator emulator =
      SapiEmulator.start(
          new SapiEmulator.Options(
              0, SecretToken.RIGHT, List.of(Topology.parse("zephyr:2").fullYield()), true, 2));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<DWaveSolver> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(DWaveSolver::close);
    emulator.close();
  }

  private DWaveSolver solver(String token, Duration perHour) {
    return solver(SolverQuery.largestQpu(), token, perHour);
  }

  private DWaveSolver hybrid() {
    return solver(SolverQuery.newestHybridBqm(), SecretToken.RIGHT, Duration.ofSeconds(1));
  }

  private DWaveSolver solver(SolverQuery query, String token, Duration perHour) {
    return solver(emulator.endpoint().toString(), query, token, perHour);
  }

  private DWaveSolver solver(String endpoint, SolverQuery query, String token, Duration perHour) {
    return solver(endpoint, query, token, perHour, ALONE);
  }

  private DWaveSolver solver(
      String endpoint, SolverQuery query, String token, Duration perHour, DWaveLimits limits) {
    Path nowhere = Path.of("/nonexistent");
    DWaveConfig config =
        DWaveConfigLoader.load(
            new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX),
            Map.of("token", token, "endpoint", endpoint));
    DWaveSolver solver =
        new DWaveSolver(
            SapiClient.open(config),
            query,
            QpuBudget.open(directory.resolve("budget"), perHour, InstantSource.system()),
            limits,
            System::nanoTime,
            new ChainMetrics(registry));
    open.add(solver);
    return solver;
  }

  private static MaskProblem problem(int n) {
    return problem(n, n);
  }

  private static MaskProblem problem(int n, int seed) {
    Random random = new Random(seed);
    float[] blocks = new float[4 * n];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (float) random.nextGaussian();
    }
    return MaskProblem.of(blocks, n, 4, Objective.SALIENT, 1, 1, n / 3);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(60, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }

  @Test
  void shouldFindTheBestMask() throws Exception {
    MaskProblem problem = problem(12);

    Solution<Mask> solution =
        solver(SecretToken.RIGHT, Duration.ofSeconds(1))
            .solve(problem, OPTIONS)
            .get(60, TimeUnit.SECONDS);

    Solution<Mask> exact = Solvers.forMasks("exact").solve(problem, OPTIONS);
    assertThat(solution.energy()).isCloseTo(exact.energy(), within(1e-9));
    assertThat(solution.energy()).isEqualTo(problem.energy(solution.answer()));
    assertThat(solution.solver()).isEqualTo("dwave");
  }

  @Test
  void shouldNotPayTwiceForWhatAKilledWorkerHadSubmitted() throws Exception {
    MaskProblem problem = problem(12);
    DWaveSolver killed = solver(SecretToken.RIGHT, Duration.ofSeconds(1));
    Solution<Mask> before = killed.solve(problem, OPTIONS).get(60, TimeUnit.SECONDS);
    killed.close();

    Solution<Mask> after =
        solver(SecretToken.RIGHT, Duration.ofSeconds(1))
            .solve(problem, OPTIONS)
            .get(60, TimeUnit.SECONDS);

    assertThat(after.answer()).isEqualTo(before.answer());
    assertThat(emulator.problemsTaken()).isEqualTo(1);
  }

  @Test
  void shouldSolveInPartsWhatHasNoCliqueAndBeNoWorseThanTheStart() throws Exception {
    MaskProblem problem = problem(60);
    Mask start = Solvers.forMasks("greedy").solve(problem, OPTIONS).answer();

    Solution<Mask> solution =
        solver(SecretToken.RIGHT, Duration.ofSeconds(30))
            .solve(problem, OPTIONS.withTimeBudget(Duration.ofSeconds(20)).withStart(start))
            .get(60, TimeUnit.SECONDS);

    assertThat(emulator.problemsTaken()).isGreaterThan(1);
    assertThat(solution.energy())
        .isEqualTo(problem.energy(solution.answer()))
        .isLessThanOrEqualTo(problem.energy(start));
  }

  @Test
  void shouldLeaveToOthersWhatIsTooLargeForParts() {
    assertThat(
            failure(solver(SecretToken.RIGHT, Duration.ofSeconds(1)).solve(problem(101), OPTIONS)))
        .isInstanceOf(UnsolvableException.class)
        .hasMessageContaining("[101]")
        .hasMessageContaining("worker.dwave.blocks=100");
    assertThat(emulator.problemsTaken()).isZero();
  }

  @Test
  void shouldNotCallItsOwnWhatNoCallOfTheQpuHadAPartIn() {
    assertThat(failure(solver(SecretToken.RIGHT, Duration.ZERO).solve(problem(60), OPTIONS)))
        .isInstanceOf(BudgetSpentException.class);
  }

  @Test
  void shouldMeasureWhatAProblemTakes() throws Exception {
    solver(SecretToken.RIGHT, Duration.ofSeconds(1))
        .solve(problem(12), OPTIONS)
        .get(60, TimeUnit.SECONDS);

    assertThat(registry.get("qahan.dwave.qpu.access").timer().totalTime(TimeUnit.MILLISECONDS))
        .isPositive();
    assertThat(registry.get("qahan.dwave.charged").counter().count()).isPositive();
    assertThat(registry.get("qahan.dwave.queue").timer().count()).isEqualTo(1);
    assertThat(registry.get("qahan.dwave.network").timer().count()).isEqualTo(1);
    assertThat(registry.get("qahan.dwave.embedding").timer().count()).isEqualTo(1);
    assertThat(registry.get("qahan.dwave.chain.breaks").summary().max()).isBetween(0.0, 1.0);
    assertThat(registry.get("qahan.dwave.budget.left").gauge().value())
        .isEqualTo(1 - registry.get("qahan.dwave.charged").counter().count(), within(1e-5));
  }

  @Test
  void shouldSendNothingOnceTheBudgetIsSpent() throws Exception {
    DWaveSolver solver = solver(SecretToken.RIGHT, Duration.ofMillis(40));
    solver.solve(problem(12), OPTIONS).get(60, TimeUnit.SECONDS);

    assertThat(failure(solver.solve(problem(11), OPTIONS)))
        .isInstanceOf(BudgetSpentException.class);
    DWaveSolver restarted = solver(SecretToken.RIGHT, Duration.ofMillis(40));
    assertThat(failure(restarted.solve(problem(11), OPTIONS)))
        .isInstanceOf(BudgetSpentException.class);
    assertThat(emulator.problemsTaken()).isEqualTo(1);
  }

  @Test
  void shouldFailAtOnceWithAWrongToken() {
    DWaveSolver solver = solver(SecretToken.WRONG, Duration.ofSeconds(1));

    assertThat(failure(solver.solve(problem(12), OPTIONS)))
        .isInstanceOf(SapiAuthenticationException.class);
    assertThat(solver.remote()).isTrue();
  }

  @Test
  void shouldSayAtOnceThatAsManyAsAllowedAreOpenUntilThereIsRoomAgain() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String endpoint = "http://127.0.0.1:" + silent.getLocalPort() + "/sapi/";
      DWaveSolver solver =
          solver(endpoint, SolverQuery.largestQpu(), SecretToken.RIGHT, Duration.ofSeconds(1));
      CompletableFuture<Solution<Mask>> first = solver.solve(problem(12), OPTIONS);
      for (int open = 1; open < AT_ONCE; open++) {
        assertThat(solver.solve(problem(12), OPTIONS)).isNotDone();
      }

      CompletableFuture<Solution<Mask>> tooMany = solver.solve(problem(12), OPTIONS);

      assertThat(tooMany).isCompletedExceptionally();
      assertThat(failure(tooMany)).isInstanceOf(SamplerBusyException.class);
      assertThat(first.cancel(true)).isTrue();
      assertThat(solver.solve(problem(12), OPTIONS)).isNotDone();
    }
  }

  @Test
  void shouldSolveOnAHybridSolverAndPayForItsLeastTimeLimitOnce() throws Exception {
    MaskProblem problem = problem(20);
    DWaveSolver killed = hybrid();
    Solution<Mask> before = killed.solve(problem, OPTIONS).get(60, TimeUnit.SECONDS);
    killed.close();

    Solution<Mask> after = hybrid().solve(problem, OPTIONS).get(60, TimeUnit.SECONDS);

    Solution<Mask> exact = Solvers.forMasks("exact").solve(problem, OPTIONS);
    assertThat(before.energy()).isCloseTo(exact.energy(), within(1e-9));
    assertThat(before.energy()).isEqualTo(problem.energy(before.answer()));
    assertThat(after.answer()).isEqualTo(before.answer());
    assertThat(emulator.problemsTaken()).isEqualTo(1);
    // 3 s at a twentieth, counted by both workers: the second cannot know that the first paid
    assertThat(registry.get("qahan.dwave.charged").counter().count())
        .isCloseTo(2 * 0.15, within(1e-9));
  }

  @Test
  void shouldNotAskAHybridSolverForWhatItCannotDoInTime() throws Exception {
    DWaveSolver solver = hybrid();
    MaskProblem problem = problem(20);

    assertThat(failure(solver.solve(problem, OPTIONS.withTimeBudget(Duration.ofSeconds(2)))))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[PT3S]");
    assertThat(solver.leastTime(problem)).isEqualTo(Duration.ofSeconds(3));
    assertThat(emulator.problemsTaken()).isZero();
  }

  @Test
  void shouldExpectOfAQpuWhatItTookOfLate() throws Exception {
    DWaveSolver solver = solver(SecretToken.RIGHT, Duration.ofSeconds(5));
    MaskProblem problem = problem(12);
    assertThat(solver.leastTime(problem)).isEqualTo(LEAST_TIME);

    for (int n = 6; n < 12; n++) {
      solver.solve(problem(n), OPTIONS).get(60, TimeUnit.SECONDS);
    }

    assertThat(solver.leastTime(problem)).isGreaterThan(LEAST_TIME);
  }

  private static DWaveLimits together(int most, Duration linger, Anneal anneal) {
    return new DWaveLimits(50, AT_ONCE, LEAST_TIME, 100, most, linger, anneal);
  }

  /** That knows already how many masks of 8 blocks there is room for. */
  private DWaveSolver solver(DWaveLimits limits, Duration perHour) throws Exception {
    DWaveSolver solver =
        solver(
            emulator.endpoint().toString(),
            SolverQuery.largestQpu(),
            SecretToken.RIGHT,
            perHour,
            limits);
    ended(solver.solve(problem(8, 99), OPTIONS)); // begins to find out, on the thread for parts
    ended(solver.solve(problem(60), OPTIONS.withTimeBudget(Duration.ofMillis(1)))); // is next there
    taken = emulator.problemsTaken();
    return solver;
  }

  private int taken;

  /** Problems since. */
  private int takenSince() {
    return emulator.problemsTaken() - taken;
  }

  private static void ended(CompletableFuture<?> future) throws Exception {
    future.handle((value, failure) -> value).get(60, TimeUnit.SECONDS);
  }

  @Test
  void shouldSendMasksTogetherAndPayTheProgrammingOnce() throws Exception {
    DWaveSolver solver =
        solver(together(3, Duration.ofMinutes(1), Anneal.standard()), Duration.ofSeconds(1));
    double before = registry.get("qahan.dwave.charged").counter().count();
    List<MaskProblem> problems = List.of(problem(8, 1), problem(8, 2), problem(8, 3));

    List<CompletableFuture<Solution<Mask>>> solutions =
        problems.stream().map(problem -> solver.solve(problem, OPTIONS)).toList();

    for (int i = 0; i < problems.size(); i++) { // the third one made them go off
      Solution<Mask> exact = Solvers.forMasks("exact").solve(problems.get(i), OPTIONS);
      assertThat(solutions.get(i).get(60, TimeUnit.SECONDS).energy())
          .isCloseTo(exact.energy(), within(1e-9));
    }
    assertThat(takenSince()).isEqualTo(1);
    // 50 reads of one such mask alone take more than 17 ms, of which 15 are programming
    assertThat(registry.get("qahan.dwave.charged").counter().count() - before).isLessThan(0.03);
  }

  @Test
  void shouldNotWaitForOthersLongerThanItMay() throws Exception {
    DWaveSolver solver =
        solver(together(3, Duration.ofMillis(50), Anneal.standard()), Duration.ofSeconds(1));

    assertThat(solver.solve(problem(8), OPTIONS).get(60, TimeUnit.SECONDS).solver())
        .isEqualTo("dwave");
    assertThat(solver.leastTime(problem(8))).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    assertThat(takenSince()).isEqualTo(1);
  }

  @Test
  void shouldNotSendWhatNobodyWaitsForAnyMore() throws Exception {
    DWaveSolver solver =
        solver(together(3, Duration.ofMillis(200), Anneal.standard()), Duration.ofSeconds(1));
    CompletableFuture<Solution<Mask>> left = solver.solve(problem(8, 1), OPTIONS);
    assertThat(left.cancel(true)).isTrue();

    Solution<Mask> solution = solver.solve(problem(8, 2), OPTIONS).get(60, TimeUnit.SECONDS);

    assertThat(solution.energy()).isEqualTo(problem(8, 2).energy(solution.answer()));
    // a worker that sends it alone finds the very problem again
    solver(SecretToken.RIGHT, Duration.ofSeconds(1))
        .solve(problem(8, 2), OPTIONS)
        .get(60, TimeUnit.SECONDS);
    assertThat(takenSince()).isEqualTo(1);
  }

  @Test
  void shouldHoldAFailureOfSeveralMasksAgainstTheSolverOnce() throws Exception {
    DWaveSolver solver =
        solver(together(3, Duration.ofMinutes(1), Anneal.standard()), Duration.ZERO);

    List<Throwable> failures =
        List.of(problem(8, 1), problem(8, 2), problem(8, 3)).stream()
            .map(problem -> solver.solve(problem, OPTIONS))
            .toList()
            .stream()
            .map(DWaveSolverTest::failure)
            .toList();

    assertThat(failures).filteredOn(BudgetSpentException.class::isInstance).hasSize(1);
    assertThat(failures)
        .filteredOn(SharedFailureException.class::isInstance)
        .hasSize(2)
        .allMatch(failure -> failure.getCause() instanceof BudgetSpentException);
  }

  @Test
  void shouldHaveRoomForAsManyMasksAsAllProblemsHold() throws Exception {
    DWaveSolver solver =
        solver(together(3, Duration.ofMinutes(1), Anneal.standard()), Duration.ofSeconds(1));
    for (int n : new int[] {5, 6, 7, 9, 10, 11}) { // 8 is known
      ended(solver.solve(problem(n, 99), OPTIONS));
    }
    ended(solver.solve(problem(60), OPTIONS.withTimeBudget(Duration.ofMillis(1))));
    List<CompletableFuture<?>> masks = new ArrayList<>();

    for (int i = 0; i < 14 && solver.hasRoom(); i++) { // two of a size wait for a third
      masks.add(solver.solve(problem(5 + i / 2, 100 + i), OPTIONS));
    }

    assertThat(solver.hasRoom()).isFalse();
    assertThat(masks).hasSizeBetween(2 * AT_ONCE + 1, 3 * AT_ONCE).noneMatch(Future::isDone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fast:0.02", "reverse:0.45:10", "lasting:5"})
  void shouldFindTheBestMaskHoweverTheQpuAnneals(String anneal) throws Exception {
    MaskProblem problem = problem(12);
    Mask greedy = Solvers.forMasks("greedy").solve(problem, OPTIONS).answer();

    Solution<Mask> solution =
        solver(together(1, Duration.ZERO, Anneal.parse(anneal)), Duration.ofSeconds(1))
            .solve(problem, OPTIONS.withStart(greedy))
            .get(60, TimeUnit.SECONDS);

    Solution<Mask> exact = Solvers.forMasks("exact").solve(problem, OPTIONS);
    assertThat(solution.energy()).isCloseTo(exact.energy(), within(1e-9));
  }
}
