package io.qahan.worker;

import io.qahan.dwave.qpu.Anneal;
import io.qahan.qubo.Solvers;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.worker.chain.DWaveSolver;
import io.qahan.worker.source.SourceKind;
import io.qahan.worker.source.UncommittedRequests;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The settings of a worker. */
public final class WorkerSettings {
  private static final Setting<List<String>> NAMES =
      Setting.list(
          "worker.solvers",
          "auto,greedy",
          "solvers, tried in this order until one answers: " + solverNames());

  public static final Setting<List<String>> SOLVERS =
      new Setting<>(NAMES.name(), NAMES.fallback(), NAMES.meaning(), WorkerSettings::knownSolvers);
  public static final Setting<Duration> SOLVER_BUDGET =
      Setting.duration(
          "worker.solver.budget",
          "200ms",
          "the most time a solver on this machine gets for one request");
  public static final Setting<Duration> REMOTE_BUDGET =
      Setting.duration(
          "worker.remote.budget",
          "10s",
          "the most time a remote solver gets; it leaves worker.solver.budget for those behind it");
  public static final Setting<Duration> ANSWER_MARGIN =
      Setting.duration(
          "worker.answer.margin", "20ms", "how long before its deadline a request is given up");
  public static final Setting<Integer> BREAKER_FAILURES =
      Setting.integer(
          "worker.breaker.failures",
          5,
          1,
          1_000,
          "after how many failures in a row a solver is left out");
  public static final Setting<Duration> BREAKER_DELAY =
      Setting.duration("worker.breaker.delay", "10s", "for how long it is left out");
  public static final Setting<Integer> THREADS =
      Setting.integer("worker.threads", 1, 1, 1_024, "threads that solve");
  public static final Setting<SourceKind> SOURCE =
      Setting.choice(
          "worker.source",
          SourceKind.AUTO,
          SourceKind.class,
          "how requests are taken; auto: share-group if the first solver is remote, else"
              + " consumer-group");
  public static final Setting<UncommittedRequests> UNCOMMITTED =
      Setting.choice(
          "worker.requests.uncommitted",
          UncommittedRequests.AUTO,
          UncommittedRequests.class,
          "whether a consumer group takes requests before their transaction is committed, which"
              + " answers sooner and may solve one for nothing; auto: if no solver is remote");
  public static final Setting<Integer> IN_FLIGHT =
      Setting.integer(
          "worker.in.flight", 512, 2, 100_000, "the most requests taken and not yet answered");
  public static final Setting<Duration> COMMIT_INTERVAL =
      Setting.duration(
          "worker.commit.interval", "100ms", "how often the broker is told what was answered");
  public static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.duration(
          "worker.close.timeout", "10s", "how long a close waits for the requests taken");
  public static final Setting<String> ID =
      Setting.text("worker.id", "", "signs the answers; if empty, host, process and a random part");

  public static final Setting<Integer> DWAVE_READS =
      Setting.integer("worker.dwave.reads", 100, 1, 10_000, "anneals for one request");
  public static final Setting<Integer> DWAVE_IN_FLIGHT =
      Setting.integer("worker.dwave.in.flight", 20, 1, 1_000, "problems open at D-Wave at once");
  public static final Setting<Duration> DWAVE_LEAST_TIME =
      Setting.duration(
          "worker.dwave.least.time", "500ms", "with less left, a request is not sent to D-Wave");
  public static final Setting<Integer> DWAVE_BLOCKS =
      Setting.integer(
          "worker.dwave.blocks",
          1_024,
          1,
          16_384,
          "the most blocks of a mask that is solved in parts, for want of a clique; a model takes"
              + " 12 bytes for each pair of blocks, twice");
  public static final Setting<Integer> DWAVE_TOGETHER =
      Setting.integer(
          "worker.dwave.together",
          1,
          1,
          1_000,
          "the most masks of one QPU problem, side by side on the chip, as far as it has room; 1"
              + " sends each by itself");
  public static final Setting<Duration> DWAVE_LINGER =
      Setting.duration(
          "worker.dwave.linger", "100ms", "how long the first of these masks waits for others");
  public static final Setting<Anneal> DWAVE_ANNEAL =
      new Setting<>(
          "worker.dwave.anneal",
          Optional.of("standard"),
          "how a QPU anneals: standard, lasting:MICROSECONDS, fast:MICROSECONDS, or"
              + " reverse:S:PAUSE from the greedy mask",
          Anneal::parse);
  public static final Setting<Duration> DWAVE_BUDGET =
      Setting.duration("worker.dwave.budget", "60s", "QPU time that may be spent in any hour");
  public static final Setting<String> DWAVE_BUDGET_FILE =
      Setting.text(
          "worker.dwave.budget.file",
          "",
          "remembers what was spent; each worker needs its own; if empty, qahan/qpu-budget.txt in"
              + " the user's state directory (XDG_STATE_HOME, ~/.local/state)");

  private static final List<Setting<?>> ALL =
      CommonSettings.and(
          SOLVERS,
          SOLVER_BUDGET,
          REMOTE_BUDGET,
          ANSWER_MARGIN,
          BREAKER_FAILURES,
          BREAKER_DELAY,
          THREADS,
          SOURCE,
          UNCOMMITTED,
          IN_FLIGHT,
          COMMIT_INTERVAL,
          CLOSE_TIMEOUT,
          ID,
          DWAVE_READS,
          DWAVE_IN_FLIGHT,
          DWAVE_LEAST_TIME,
          DWAVE_BLOCKS,
          DWAVE_TOGETHER,
          DWAVE_LINGER,
          DWAVE_ANNEAL,
          DWAVE_BUDGET,
          DWAVE_BUDGET_FILE);

  private WorkerSettings() {}

  /** The common settings and these. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** The solvers of the library, and D-Wave's. */
  private static List<String> solverNames() {
    return Stream.concat(Solvers.names().stream(), Stream.of(DWaveSolver.NAME)).sorted().toList();
  }

  private static List<String> knownSolvers(String text) {
    List<String> names = NAMES.parse().apply(text);
    boolean twice = Set.copyOf(names).size() < names.size();
    if (twice || !solverNames().containsAll(names)) { // two of dwave would share one budget
      throw new IllegalArgumentException(
          "some of " + solverNames() + ", each once, commas between them");
    }
    return names;
  }
}
