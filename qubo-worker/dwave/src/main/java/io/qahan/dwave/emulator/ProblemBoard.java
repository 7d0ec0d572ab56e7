package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The problems that were submitted, the last {@value #MOST_KEPT} of them. Thread safe. */
final class ProblemBoard {
  private static final Logger log = LoggerFactory.getLogger(ProblemBoard.class);
  private static final int MOST_KEPT = 10_000;

  private final SolverList solvers;
  private final ExecutorService annealers;
  private final InstantSource clock;
  private final String token;
  private final long seed;
  private final Map<String, EmulatedProblem> problems =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EmulatedProblem> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private int taken;

  /**
   * A board without problems.
   *
   * @param token of everybody who submits
   * @param seed of all reads: the same submissions in the same order are answered alike
   */
  ProblemBoard(
      SolverList solvers, ExecutorService annealers, InstantSource clock, String token, long seed) {
    this.token = token;
    this.seed = seed;
    this.solvers = solvers;
    this.annealers = annealers;
    this.clock = clock;
  }

  /** How many problems were taken so far. */
  int taken() {
    synchronized (problems) {
      return taken;
    }
  }

  /** Takes a job; returns the item that its submission is answered with. */
  ObjectNode submit(JsonNode job) {
    try {
      checkLabel(job.path("label"));
      EmulatedSolver solver = solvers.online(job);
      EmulatedSolver.Solve solve = solver.prepare(job);
      EmulatedProblem problem =
          new EmulatedProblem(
              UUID.randomUUID().toString(), job, solver.identity(), clock.instant(), token);
      long own;
      synchronized (problems) {
        problems.put(problem.id(), problem);
        taken++;
        own = new SplittableRandom(seed + taken).nextLong(); // the same problem twice: other reads
      }
      ObjectNode pending = problem.statusJson(); // as the service says it, however quick the solver
      annealers.execute(() -> run(problem, solve, own));
      return pending;
    } catch (SapiFault e) {
      return SapiJson.error(e.status(), e.getMessage());
    }
  }

  private static void checkLabel(JsonNode label) {
    boolean none = label.isMissingNode() || label.isNull();
    if (!none
        && (!label.isTextual() || label.asText().isEmpty() || label.asText().length() > 1024)) {
      throw new SapiFault(400, "Invalid problem label");
    }
  }

  private void run(EmulatedProblem problem, EmulatedSolver.Solve solve, long own) {
    if (!problem.begin()) {
      return;
    }
    try {
      problem.complete(solve.run(own), clock.instant());
    } catch (Exception e) {
      log.warn("[{}] could not be solved", problem.id(), e);
      problem.fail("Solver error", clock.instant()); // what it is, is in the log
    }
  }

  EmulatedProblem get(String id) {
    synchronized (problems) {
      EmulatedProblem problem = problems.get(id);
      if (problem == null) {
        throw new SapiFault(404, "Problem does not exist or apitoken does not have access");
      }
      return problem;
    }
  }

  /** The newest problems that satisfy all conditions that are not null. */
  List<EmulatedProblem> find(String label, String status, String solver, int most) {
    List<EmulatedProblem> all;
    synchronized (problems) {
      all = new ArrayList<>(problems.values());
    }
    Collections.reverse(all);
    return all.stream()
        .filter(problem -> label == null || problem.label().equals(label))
        .filter(problem -> status == null || problem.status().equals(status))
        .filter(problem -> solver == null || problem.solverName().equals(solver))
        .limit(most)
        .toList();
  }

  /** Completes when one of the problems has ended, or the time is over. */
  static CompletableFuture<Object> anyEnded(Collection<EmulatedProblem> problems, long millis) {
    CompletableFuture<?>[] ends =
        problems.stream().map(EmulatedProblem::ended).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.anyOf(ends).completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
  }

  /** The item that the cancellation of an id is answered with. */
  ObjectNode cancel(String id) {
    try {
      return get(id).cancel(clock.instant());
    } catch (SapiFault e) {
      return SapiJson.error(e.status(), e.getMessage());
    }
  }
}
