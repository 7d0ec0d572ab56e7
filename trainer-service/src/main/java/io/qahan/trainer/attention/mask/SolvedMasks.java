package io.qahan.trainer.attention.mask;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.BatchSolver;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.trainer.attention.ChosenMask;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** QAHAM: the mask of each image is the answer of a solver to eq. 7. */
final class SolvedMasks implements MaskChooser {
  /** Far more than any solve takes, because one that is cut short cannot be repeated. */
  private static final Duration TIME_BUDGET = Duration.ofMinutes(10);

  private final BatchSolver solver;
  private final AttentionOptions.Search search;

  SolvedMasks(AttentionOptions.Search search) {
    this.solver = new BatchSolver(Solvers.forMasks(search.solver()), search.threads());
    this.search = search;
  }

  @Override
  public List<ChosenMask> choose(List<MaskProblem> problems, SplittableRandom random) {
    List<SolveOptions> options =
        problems.stream().map(problem -> options(random.nextLong())).toList();
    return solver.solve(problems, options).stream().map(ChosenMask::of).toList();
  }

  private SolveOptions options(long seed) {
    SolveOptions options =
        SolveOptions.ofSeed(seed).withTimeBudget(TIME_BUDGET).withFirst(search.first());
    if (!search.descent()) {
      options = options.withoutDescent();
    }
    if (search.sweeps().isPresent()) {
      options = options.withSweeps(search.sweeps().getAsInt());
    }
    return search.reads().isPresent() ? options.withReads(search.reads().getAsInt()) : options;
  }

  @Override
  public void close() {
    solver.close();
  }
}
