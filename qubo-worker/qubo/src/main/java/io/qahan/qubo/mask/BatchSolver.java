package io.qahan.qubo.mask;

import io.qahan.qubo.kernel.Solution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Solves many problems in one call, on a given number of threads: each takes the next problem that
 * nobody has begun, so that a slow one holds nobody up, and shares nothing else. An answer does not
 * depend on the number of threads, nor on the other problems (unless its time budget cuts it
 * short).
 *
 * <p>Thread safe; calls share the threads. Close it to end them.
 */
public final class BatchSolver implements AutoCloseable {
  private final MaskSolver solver;
  private final int threads;
  private final ExecutorService helpers;

  /**
   * @param threads that solve, the calling one included; at least 1
   */
  public BatchSolver(MaskSolver solver, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "threads [%d] must be at least 1", threads));
    }
    this.solver = solver;
    this.threads = threads;
    AtomicInteger number = new AtomicInteger();
    helpers =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), // starts none before it is needed
            task -> {
              Thread thread = new Thread(task, "batch-solve-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Solves each problem with the options at its place.
   *
   * @return the solutions, in the order of the problems
   * @throws IllegalArgumentException if there are not as many options as problems
   * @throws RuntimeException what a solver threw, once every thread has stopped; problems that
   *     nobody had begun are left
   */
  public List<Solution<Mask>> solve(List<MaskProblem> problems, List<SolveOptions> options) {
    if (problems.size() != options.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] problems with [%d] options; give each its own",
              problems.size(),
              options.size()));
    }
    int size = problems.size();
    List<Solution<Mask>> solutions = new ArrayList<>(Collections.nCopies(size, null));
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          try {
            for (int i = next.getAndIncrement(); i < size; i = next.getAndIncrement()) {
              solutions.set(i, solver.solve(problems.get(i), options.get(i)));
            }
          } catch (RuntimeException | Error e) {
            next.set(size); // the others need not begin another
            throw e;
          }
        };
    List<CompletableFuture<Void>> helping = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, size); i++) {
      helping.add(CompletableFuture.runAsync(work, helpers));
    }
    try {
      work.run();
    } finally {
      await(helping);
    }
    return List.copyOf(solutions);
  }

  private static void await(List<CompletableFuture<Void>> helping) {
    try {
      CompletableFuture.allOf(helping.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Ends the threads when they have finished what they are at. */
  @Override
  public void close() {
    helpers.shutdown();
  }
}
