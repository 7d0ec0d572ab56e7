package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveRun;

/** Where a search begins, and where it goes on when a run finds nothing better. */
interface SearchStarts {
  /** Steps without a better mask that end a run. */
  int staleSteps();

  /** Runs without a better mask that end the search. */
  int patience();

  /** Finds whatever better masks can be had before the search begins. */
  void improve();

  /** Goes further down from where a run ended; whether that found a new best mask. */
  boolean descend(Mask end);

  /** Moves the search to its next start. */
  void next(TabuSearch search);

  static SearchStarts of(MaskProblem problem, BestMask best, FastRandom random, SolveRun run) {
    return problem.objective() == Objective.SALIENT
        ? new Turned(new SalientStarts(problem, random), best, run)
        : new Kicked(best, problem.k());
  }

  /** SALIENT: some way down from another direction. */
  record Turned(SalientStarts starts, BestMask best, SolveRun run) implements SearchStarts {
    @Override
    public int staleSteps() {
      return 60;
    }

    @Override
    public int patience() {
      return 40;
    }

    @Override
    public boolean descend(Mask end) {
      return best.offer(starts.below(end, run), starts::mask);
    }

    @Override
    public void improve() {
      descend(best.mask());
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
  final class Kicked implements SearchStarts {
    private final BestMask best;
    private final int k;
    private int starts;

    Kicked(BestMask best, int k) {
      this.best = best;
      this.k = k;
    }

    @Override
    public int staleSteps() {
      return Math.max(300, Math.min(3000, 100 * k));
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
    public boolean descend(Mask end) {
      return false;
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
