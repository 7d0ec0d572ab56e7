package io.qahan.worker.chain;

import static io.qahan.worker.MaskRequests.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.sampler.SamplerBusyException;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.worker.MaskRequests;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SolverChainTest {
  private static final Duration BUDGET = Duration.ofMillis(200);
  private static final Duration REMOTE_BUDGET = Duration.ofSeconds(1);
  private static final Duration MARGIN = Duration.ofMillis(20);
  private static final Mask BEST = Mask.of(4, 0, 3);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MaskJob job = MaskRequests.job(NOW.plusSeconds(2));
  private int crowd = 1; // requests that share the time of the solvers here

  @Test
  void shouldAnswerWithTheFirstSolver() {
    Scripted first = solver("first", () -> found(BEST));
    Scripted second = solver("second", () -> found(BEST));

    ChainAnswer answer = ask(job, first, second);

    assertThat(answer.outcome()).isEqualTo(SolveOutcome.SOLVED);
    assertThat(answer.solution().answer()).isEqualTo(BEST);
    assertThat(second.asked).isEmpty();
  }

  @Test
  void shouldGiveASolverOfThisMachineItsShareWhereOthersWait() {
    crowd = 33;
    Scripted first = solver("first", () -> found(BEST));

    ask(job, first);

    assertThat(first.asked.get(0).timeBudget()).isEqualTo(Duration.ofMillis(60)); // 1980 / 33
  }

  @Test
  void shouldNotCutAQuickProofShortForAQueueThatIsGoneInAMoment() {
    crowd = 33;
    Scripted first = solver("first", () -> found(BEST));
    first.quick = true;

    ask(job, first);

    assertThat(first.asked.get(0).timeBudget()).isEqualTo(BUDGET);
  }

  @Test
  void shouldGiveASolverTheSeedTheBudgetAndTheGreedyMask() {
    Scripted first = solver("first", () -> found(BEST));

    ask(job, first);

    assertThat(first.asked)
        .containsExactly(SolveOptions.ofSeed(7).withTimeBudget(BUDGET).withStart(job.greedy()));
  }

  @Test
  void shouldGiveASolverNoMoreThanIsLeftBeforeTheDeadline() {
    Scripted first = solver("first", () -> found(BEST));

    ask(MaskRequests.job(NOW.plusMillis(100)), first);

    assertThat(first.asked.get(0).timeBudget()).isEqualTo(Duration.ofMillis(80));
  }

  @Test
  void shouldGiveARemoteSolverABudgetOfItsOwn() {
    Scripted remote = remote(() -> found(BEST));

    ask(job, remote);

    assertThat(remote.asked.get(0).timeBudget()).isEqualTo(REMOTE_BUDGET);
  }

  @Test
  void shouldLeaveTimeForTheSolversBehindARemoteOneButNotWhenThereAreNone() {
    Scripted first = remote(() -> found(BEST));
    Scripted last = remote(() -> found(BEST));
    MaskJob soon = MaskRequests.job(NOW.plusMillis(1000));

    ask(soon, first, solver("second", () -> found(BEST)));
    ask(soon, last);

    assertThat(first.asked.get(0).timeBudget()).isEqualTo(Duration.ofMillis(1000 - 20 - 200));
    assertThat(last.asked.get(0).timeBudget()).isEqualTo(Duration.ofMillis(1000 - 20));
  }

  @Test
  void shouldNotStartARemoteSolverInTheTimeThatBelongsToThoseBehindIt() {
    Scripted remote = remote(() -> found(BEST));

    ChainAnswer answer =
        ask(MaskRequests.job(NOW.plusMillis(200)), remote, solver("second", () -> found(BEST)));

    assertThat(remote.asked).isEmpty();
    assertThat(answer.solution().solver()).isEqualTo("second");
    assertThat(passedOver("remote", "deadline")).isEqualTo(1);
  }

  @Test
  void shouldAskTheNextSolverWhenOneThrows() {
    Scripted first =
        solver(
            "first",
            () -> {
              throw new IllegalStateException("no");
            });
    Scripted second = solver("second", () -> found(BEST));

    assertThat(ask(job, first, second).outcome()).isEqualTo(SolveOutcome.FALLBACK);
    assertThat(passedOver("first", "error")).isEqualTo(1);
  }

  @Test
  void shouldAskTheNextSolverWhenOneRunsOutOfMemory() {
    Scripted first =
        solver(
            "first",
            () -> {
              throw new OutOfMemoryError("a matrix too large");
            });
    Scripted second = solver("second", () -> found(BEST));

    assertThat(ask(job, first, second).solution().answer()).isEqualTo(BEST);
  }

  @Test
  void shouldAskTheNextSolverWhenOneIsWorseThanGreedy() {
    Scripted first = solver("first", () -> found(Mask.of(4)));
    Scripted second = solver("second", () -> found(BEST));

    assertThat(ask(job, first, second).solution().answer()).isEqualTo(BEST);
    assertThat(passedOver("first", "worse-than-greedy")).isEqualTo(1);
  }

  @Test
  void shouldAnswerWithTheGreedyMaskWhenNoSolverDoes() {
    Scripted only = solver("only", () -> CompletableFuture.failedFuture(new Exception("down")));

    ChainAnswer answer = ask(job, only);

    assertThat(answer.outcome()).isEqualTo(SolveOutcome.FALLBACK);
    assertThat(answer.solution().answer()).isEqualTo(job.greedy());
    assertThat(answer.solution().energy()).isEqualTo(job.greedyEnergy());
    assertThat(answer.solved()).isFalse();
  }

  @Test
  void shouldAskNobodyWhenTheDeadlineHasPassed() {
    Scripted only = solver("only", () -> found(BEST));

    ChainAnswer answer = ask(MaskRequests.job(NOW.plus(MARGIN)), only);

    assertThat(answer.outcome()).isEqualTo(SolveOutcome.EXPIRED);
    assertThat(answer.solution().answer()).isEqualTo(job.greedy());
    assertThat(only.asked).isEmpty();
  }

  @Test
  void shouldNotStartASolverThatCannotFinishInTime() {
    Scripted slow = solver("slow", () -> found(BEST));
    slow.leastTime = Duration.ofSeconds(3);
    Scripted quick = solver("quick", () -> found(BEST));

    ChainAnswer answer = ask(job, slow, quick);

    assertThat(slow.asked).isEmpty();
    assertThat(answer.solution().solver()).isEqualTo("quick");
    assertThat(passedOver("slow", "deadline")).isEqualTo(1);
  }

  @Test
  void shouldExpireWhenNoSolverCanFinishInTime() {
    Scripted slow = solver("slow", () -> found(BEST));
    slow.leastTime = Duration.ofSeconds(3);

    assertThat(ask(job, slow).outcome()).isEqualTo(SolveOutcome.EXPIRED);
  }

  @Test
  void shouldGoOnWithoutASolverThatNeverAnswersAndCancelIt() throws Exception {
    CompletableFuture<Solution<Mask>> never = new CompletableFuture<>();
    SolverChain chain =
        chain(
            new ChainLimits(BUDGET, Duration.ofMillis(5), MARGIN, 5, Duration.ofMinutes(1)),
            remote(() -> never),
            solver("second", () -> found(BEST)));

    ChainAnswer answer = chain.solve(job, job.allowed()).get(10, TimeUnit.SECONDS);

    assertThat(answer.solution().solver()).isEqualTo("second");
    assertThat(never).isCancelled();
    assertThat(passedOver("remote", "timeout")).isEqualTo(1);
  }

  @Test
  void shouldTakeAnAnswerThatComesLater() throws Exception {
    CompletableFuture<Solution<Mask>> later = new CompletableFuture<>();
    CompletableFuture<ChainAnswer> answer =
        chain(limits(5), solver("remote", () -> later)).solve(job, job.allowed());
    assertThat(answer).isNotDone();

    later.complete(solution(BEST, "remote"));

    assertThat(answer.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(SolveOutcome.SOLVED);
  }

  @Test
  void shouldLeaveOutASolverThatKeepsFailing() {
    Scripted broken = solver("broken", () -> CompletableFuture.failedFuture(new Exception("no")));
    SolverChain chain = chain(limits(3), broken, solver("second", () -> found(BEST)));

    for (int i = 0; i < 10; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }

    assertThat(broken.asked).hasSize(3);
    assertThat(passedOver("broken", "breaker-open")).isEqualTo(7);
  }

  @Test
  void shouldShowWhoseBreakerIsOpen() {
    Scripted broken = solver("broken", () -> CompletableFuture.failedFuture(new Exception("no")));
    SolverChain chain = chain(limits(3), broken, solver("second", () -> found(BEST)));
    assertThat(breaker("broken")).isZero();

    for (int i = 0; i < 3; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }

    assertThat(breaker("broken")).isEqualTo(1);
    assertThat(breaker("second")).isZero();
  }

  @Test
  void shouldNotHoldUnsolvableProblemsAgainstASolver() {
    Scripted exact =
        new Scripted(
            "exact",
            () ->
                CompletableFuture.completedFuture(
                    Solvers.forMasks("exact").solve(unsolvable(), SolveOptions.ofSeed(1))));
    SolverChain chain = chain(limits(3), exact, solver("second", () -> found(BEST)));

    for (int i = 0; i < 5; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }

    assertThat(exact.asked).hasSize(5);
    assertThat(passedOver("exact", "unsolvable")).isEqualTo(5);
  }

  @Test
  void shouldNotHoldASpentBudgetAgainstASolver(@TempDir Path directory) {
    QpuBudget spent =
        QpuBudget.open(directory.resolve("budget"), Duration.ZERO, InstantSource.fixed(NOW));
    Scripted dwave =
        new Scripted(
            "dwave", () -> CompletableFuture.supplyAsync(() -> reserved(spent), Runnable::run));
    SolverChain chain = chain(limits(3), dwave, solver("second", () -> found(BEST)));

    for (int i = 0; i < 5; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }

    assertThat(dwave.asked).hasSize(5);
    assertThat(passedOver("dwave", "budget")).isEqualTo(5);
  }

  @Test
  void shouldNotHoldItAgainstASolverThatItHasNoRoom() {
    SamplerBusyException busy = new SamplerBusyException("Advantage");
    Scripted dwave = remote(() -> CompletableFuture.failedFuture(busy));
    SolverChain chain = chain(limits(3), dwave, solver("second", () -> found(BEST)));

    for (int i = 0; i < 5; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }

    assertThat(dwave.asked).hasSize(5);
    assertThat(passedOver("remote", "busy")).isEqualTo(5);
  }

  @Test
  void shouldNotEndATrialForWantOfRoom() {
    CompletableFuture<Solution<Mask>> broken = CompletableFuture.failedFuture(new Exception("no"));
    CompletableFuture<Solution<Mask>> trial = new CompletableFuture<>();
    Scripted dwave = remote(List.of(broken, broken, trial).iterator()::next);
    ChainLimits limits = new ChainLimits(BUDGET, REMOTE_BUDGET, MARGIN, 2, Duration.ofNanos(1));
    SolverChain chain = chain(limits, dwave, solver("second", () -> found(BEST)));
    chain.solve(job, job.allowed()).join();
    chain.solve(job, job.allowed()).join();
    assertThat(breaker("remote")).isEqualTo(1);

    CompletableFuture<ChainAnswer> tried = chain.solve(job, job.allowed());
    dwave.room = false;
    for (int i = 0; i < 3; i++) {
      assertThat(chain.solve(job, job.allowed()).join().outcome()).isEqualTo(SolveOutcome.FALLBACK);
    }
    trial.complete(solution(BEST, "remote"));

    assertThat(tried.join().outcome()).isEqualTo(SolveOutcome.SOLVED);
    assertThat(breaker("remote")).isZero();
    assertThat(passedOver("remote", "busy")).isEqualTo(3);
  }

  private static Solution<Mask> reserved(QpuBudget spent) {
    spent.reserve(1);
    throw new AssertionError("there is none");
  }

  private static MaskProblem unsolvable() {
    return MaskProblem.of(new float[128], 64, 2, Objective.LITERAL, 1, 1, 8);
  }

  private double breaker(String solver) {
    return registry.get("qahan.solver.breaker").tag("solver", solver).gauge().value();
  }

  private double passedOver(String solver, String reason) {
    return registry
        .get("qahan.solver.fallbacks")
        .tag("solver", solver)
        .tag("reason", reason)
        .counter()
        .count();
  }

  private ChainAnswer ask(MaskJob job, Scripted... solvers) {
    return chain(limits(5), solvers).solve(job, job.allowed()).join();
  }

  private SolverChain chain(ChainLimits limits, Scripted... solvers) {
    return new SolverChain(
        List.of(solvers),
        limits,
        () -> 0,
        Runnable::run,
        new ChainMetrics(registry),
        left -> left.dividedBy(crowd));
  }

  private static ChainLimits limits(int failures) {
    return new ChainLimits(BUDGET, REMOTE_BUDGET, MARGIN, failures, Duration.ofMinutes(1));
  }

  private static CompletableFuture<Solution<Mask>> found(Mask mask) {
    return CompletableFuture.completedFuture(solution(mask, null));
  }

  private static Solution<Mask> solution(Mask mask, String solver) {
    return new Solution<>(
        mask, MaskRequests.problem().energy(mask), OptionalDouble.empty(), solver, 1, 1);
  }

  private static Scripted solver(String name, Supplier<CompletableFuture<Solution<Mask>>> answer) {
    return new Scripted(
        name,
        () ->
            answer
                .get()
                .thenApply(
                    s -> new Solution<>(s.answer(), s.energy(), s.lowerBound(), name, 1, 1)));
  }

  private static Scripted remote(Supplier<CompletableFuture<Solution<Mask>>> answer) {
    Scripted solver = new Scripted("remote", answer);
    solver.remote = true;
    return solver;
  }

  private static final class Scripted implements ChainedSolver {
    private final String name;
    private final Supplier<CompletableFuture<Solution<Mask>>> answer;
    private final List<SolveOptions> asked = new ArrayList<>();
    private Duration leastTime = Duration.ZERO;
    private boolean remote;
    private boolean room = true;
    private boolean quick;

    private Scripted(String name, Supplier<CompletableFuture<Solution<Mask>>> answer) {
      this.name = name;
      this.answer = answer;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean remote() {
      return remote;
    }

    @Override
    public Duration leastTime(MaskProblem problem) {
      return leastTime;
    }

    @Override
    public boolean isQuick(MaskProblem problem) {
      return quick;
    }

    @Override
    public boolean hasRoom() {
      return room;
    }

    @Override
    public CompletableFuture<Solution<Mask>> solve(MaskProblem problem, SolveOptions options) {
      asked.add(options);
      return answer.get();
    }
  }
}
