package io.qahan.trainer.attention.mask;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.BatchSolver;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.trainer.attention.ChosenMask;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** QAHAM: the mask of each image is the answer of a solver to eq. 7. */
final class SolvedMasks implements MaskChooser {
  /** Far more than any solve takes, because one that is cut short cannot be repeated. */
  private static final Duration TIME_BUDGET = Duration.ofMinutes(10);

  /** For a block in another's place. */
  private static final int MOST_DRAWS = 20;

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
    List<ChosenMask> solved = solver.solve(problems, options).stream().map(ChosenMask::of).toList();
    if (search.share() == 1) {
      return solved;
    }
    return IntStream.range(0, solved.size())
        .mapToObj(i -> spoilt(problems.get(i), solved.get(i), random.split()))
        .toList();
  }

  /**
   * Exchanges one kept block after the other, in random order, for one drawn from the others, until
   * the attention energy is down to the share that is wanted, or none is left. An exchange that
   * would raise it is not made.
   */
  private ChosenMask spoilt(MaskProblem problem, ChosenMask solved, SplittableRandom random) {
    MaskState state = new MaskState(problem);
    state.reset(solved.mask());
    double wanted = search.share() * state.attentionEnergy();
    int[] kept = solved.mask().kept();
    for (int left = kept.length; left > 0 && state.attentionEnergy() > wanted; left--) {
      int at = random.nextInt(left);
      int off = kept[at];
      kept[at] = kept[left - 1];
      exchangeDown(state, off, random);
    }
    return ChosenMask.of(problem, state.mask());
  }

  private static void exchangeDown(MaskState state, int off, SplittableRandom random) {
    double before = state.attentionEnergy();
    for (int draw = 0; draw < MOST_DRAWS; draw++) {
      int on = random.nextInt(state.problem().n());
      if (!state.keeps(on)) {
        state.exchange(off, on);
        if (state.attentionEnergy() <= before) {
          return;
        }
        state.exchange(on, off);
      }
    }
  }

  private SolveOptions options(long seed) {
    SolveOptions options =
        SolveOptions.ofSeed(seed).withTimeBudget(TIME_BUDGET).withFirst(search.first());
    if (!search.descent()) {
      options = options.withoutDescent();
    }
    if (search.everyBlock()) {
      options = options.withEveryBlock();
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
