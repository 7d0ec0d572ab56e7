package io.qahan.qubo;

/** Where a tabu search begins, and where it goes on when a run finds nothing better. */
interface TabuStarts {
  /** Steps without a better mask that end a run. */
  int staleSteps();

  /** Runs without a better mask that end the search. */
  int patience();

  /** Whatever better masks can be had before the search begins. */
  void improve();

  /** Moves the search to its next start. */
  void next(TabuSearch search);

  static TabuStarts of(MaskProblem problem, BestMask best, FastRandom random, SolveRun run) {
    return problem.objective() == Objective.SALIENT
        ? new Turned(new SalientStarts(problem, random), best, run)
        : new Kicked(best, problem.k());
  }

  /** SALIENT: some way down from another direction. */
  record Turned(SalientStarts starts, BestMask best, SolveRun run) implements TabuStarts {
    @Override
    public int staleSteps() {
      return 60;
    }

    @Override
    public int patience() {
      return 40;
    }

    @Override
    public void improve() {
      best.offer(starts.below(best.mask(), run), starts::mask);
      if (starts.signed() && !run.done()) {
        best.offer(starts.opposite(best.mask(), run), starts::mask);
      }
    }

    @Override
    public void next(TabuSearch search) {
      search.clear();
      double energy = starts.awayFrom(best.mask(), run);
      best.offer(energy, starts::mask);
      if (energy < Double.POSITIVE_INFINITY) {
        search.moveTo(starts.mask());
      }
    }
  }

  /** LITERAL: in turn the best mask with some blocks flipped, and a random one. */
  final class Kicked implements TabuStarts {
    private final BestMask best;
    private final int k;
    private int starts;

    Kicked(BestMask best, int k) {
      this.best = best;
      this.k = k;
    }

    @Override
    public int staleSteps() {
      return 300;
    }

    @Override
    public int patience() {
      return 10;
    }

    @Override
    public void improve() {
      // greedy is as good as any
    }

    @Override
    public void next(TabuSearch search) {
      search.clear();
      if (starts++ % 2 == 0) {
        search.moveTo(best.mask());
        search.kick(Math.max(2, k / 3));
      } else {
        search.kick(Math.max(1, k));
      }
    }
  }
}
