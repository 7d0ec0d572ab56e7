package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.search.GreedySolver;
import io.qahan.qubo.mask.search.RestartSolver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSolverTest {
  private static final List<MaskProblem> PROBLEMS =
      IntStream.range(0, 60).mapToObj(i -> RandomProblems.any(60, 5, i)).toList();
  private static final List<SolveOptions> OPTIONS =
      IntStream.range(0, 60).mapToObj(SolveOptions::ofSeed).toList();

  @Test
  void shouldAnswerAsOneByOneWhateverTheThreads() {
    for (MaskSolver solver :
        List.of(RestartSolver.tabu(() -> 0), RestartSolver.annealing(() -> 0))) {
      List<Mask> alone =
          IntStream.range(0, PROBLEMS.size())
              .mapToObj(i -> solver.solve(PROBLEMS.get(i), OPTIONS.get(i)).answer())
              .toList();
      for (int threads : new int[] {1, 2, 7}) {
        try (BatchSolver batch = new BatchSolver(solver, threads)) {
          assertThat(batch.solve(PROBLEMS, OPTIONS)).extracting(Solution::answer).isEqualTo(alone);
        }
      }
    }
  }

  /** Each problem waits until as many threads as there are problems are at work. */
  @Test
  void shouldSolveOnAllItsThreads() {
    CountDownLatch together = new CountDownLatch(3);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    MaskSolver waiting =
        scripted(
            (problem, options) -> {
              seen.add(Thread.currentThread());
              together.countDown();
              try {
                together.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return new GreedySolver(() -> 0).solve(problem, options);
            });
    try (BatchSolver batch = new BatchSolver(waiting, 3)) {
      assertThat(batch.solve(PROBLEMS.subList(0, 3), OPTIONS.subList(0, 3))).hasSize(3);
    }
    assertThat(seen).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void shouldThrowWhatASolverThrowsAndBeginNoMore() {
    AtomicInteger begun = new AtomicInteger();
    MaskSolver failing =
        scripted(
            (problem, options) -> {
              begun.incrementAndGet();
              throw new UnsolvableException("not this one");
            });
    try (BatchSolver batch = new BatchSolver(failing, 4)) {
      assertThatThrownBy(() -> batch.solve(PROBLEMS, OPTIONS))
          .isInstanceOf(UnsolvableException.class)
          .hasMessage("not this one");
    }
    assertThat(begun.get()).isBetween(1, 4);
  }

  @Test
  void shouldTakeAnEmptyBatchAndRefuseAnUnevenOne() {
    try (BatchSolver batch = new BatchSolver(new GreedySolver(() -> 0), 2)) {
      assertThat(batch.solve(List.of(), List.of())).isEmpty();
      assertThatThrownBy(() -> batch.solve(PROBLEMS, OPTIONS.subList(0, 5)))
          .hasMessageContaining("[60]")
          .hasMessageContaining("[5]");
    }
    assertThatThrownBy(() -> new BatchSolver(new GreedySolver(() -> 0), 0))
        .hasMessageContaining("[0]");
  }

  private interface Solve {
    Solution<Mask> solve(MaskProblem problem, SolveOptions options);
  }

  private static MaskSolver scripted(Solve solve) {
    return new MaskSolver() {
      @Override
      public String name() {
        return "scripted";
      }

      @Override
      public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
        return solve.solve(problem, options);
      }
    };
  }
}
