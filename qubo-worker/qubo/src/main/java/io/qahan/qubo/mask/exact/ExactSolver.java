package io.qahan.qubo.mask.exact;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.LowerBound;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.SolveRun;
import io.qahan.qubo.mask.chain.RankOneSearch;
import io.qahan.qubo.mask.search.GreedySolver;
import io.qahan.qubo.mask.search.RestartSolver;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Finds the least energy there is, with proof: n up to {@value #FEW_BLOCKS} by enumeration, SALIENT
 * with d = 1 and neighbours in a chain by {@link RankOneSearch}, SALIENT of n up to {@value
 * BranchAndBound#MAX_BLOCKS} by {@link BranchAndBound} from the mask that tabu finds, any other
 * problem of n up to {@value Enumeration#MAX_BLOCKS} by enumeration. Refuses the rest. When the
 * time runs out, or branch and bound gives up, the answer stands but the proof does not: the lower
 * bound is then what is proven so far.
 *
 * <p>Masks that doubles cannot tell apart are told apart by exact arithmetic, if they are not too
 * many; else the lower bound stays below the energy by what rounding may hide. RankOneSearch alone
 * does not see them all: its proof is one where that is {@value #NOTHING} of the energy at most.
 */
public final class ExactSolver implements MaskSolver {
  /** 2^12 masks are tried as fast as the quickest search proves its own. */
  static final int FEW_BLOCKS = 12;

  /** 2^16 masks take about a millisecond. */
  static final int QUICK_BLOCKS = 16;

  private static final double NOTHING = 1e-9;

  private final LongSupplier nanoClock;
  private final MaskSolver tabu;
  private final int mostNodes;

  public ExactSolver(LongSupplier nanoClock) {
    this(nanoClock, BranchAndBound.MAX_NODES);
  }

  /**
   * One that tries less hard.
   *
   * @param mostNodes of branch and bound before it gives up; with fewer than it has otherwise,
   *     nothing is tried after it
   */
  ExactSolver(LongSupplier nanoClock, int mostNodes) {
    this.nanoClock = nanoClock;
    this.mostNodes = mostNodes;
    tabu = RestartSolver.tabu(nanoClock);
  }

  /** Whether this problem is of a kind that can be solved with proof. */
  static boolean takes(MaskProblem problem) {
    return isRankOne(problem)
        || problem.n() <= Enumeration.MAX_BLOCKS
        || BranchAndBound.takes(problem);
  }

  static boolean isRankOne(MaskProblem problem) {
    return problem.objective() == Objective.SALIENT && problem.d() == 1 && problem.isChain();
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public boolean isQuick(MaskProblem problem) {
    return isRankOne(problem) || problem.n() <= QUICK_BLOCKS;
  }

  @Override
  public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
    if (!takes(problem)) {
      throw new UnsolvableException(
          String.format(
              Locale.ROOT,
              "exact does not solve [%s] with n [%d], d [%d]%s; maybe ask sa or auto",
              problem.objective(),
              problem.n(),
              problem.d(),
              problem.isChain() ? "" : " in a grid"));
    }
    SolveRun run = new SolveRun(problem, options, nanoClock);
    boolean few = problem.n() <= FEW_BLOCKS;
    if (!few && !isRankOne(problem) && BranchAndBound.takes(problem)) {
      return branch(problem, run);
    }
    NormOrder order = new NormOrder(problem);
    if (isRankOne(problem) && !few) {
      return searchRankOne(problem, order, run);
    }
    Mask greedy = greedy(problem, order);
    run.found(problem.energy(greedy));
    return enumerate(problem, order, greedy, run);
  }

  private static Mask greedy(MaskProblem problem, NormOrder order) {
    MaskState state = new MaskState(problem);
    GreedySolver.fill(state, order);
    return state.mask();
  }

  private Solution<Mask> branch(MaskProblem problem, SolveRun run) {
    Solution<Mask> good = tabu.solve(problem, run.options());
    run.found(good);
    NormOrder order = new NormOrder(problem);
    if (run.done()) {
      return finish(good.answer(), Double.NEGATIVE_INFINITY, problem, order, run);
    }
    BranchAndBound search = new BranchAndBound(problem, good.answer(), run, mostNodes);
    boolean complete = search.run(order);
    boolean more = mostNodes == BranchAndBound.MAX_NODES && problem.n() <= Enumeration.MAX_BLOCKS;
    if (!complete && !run.done() && more) {
      return enumerate(problem, order, search.best(), run);
    }
    Optional<Mask> proven = search.proven();
    return proven.isPresent()
        ? run.finishProven(proven.get(), name())
        : finish(search.best(), search.bound(), problem, order, run);
  }

  /** From the start that is given, which spares the greedy one as long as the proof succeeds. */
  private Solution<Mask> searchRankOne(MaskProblem problem, NormOrder order, SolveRun run) {
    order.reach(RankOneSearch.reachOf(problem)); // once: greedy is content with less
    Mask start = run.options().start().orElseGet(() -> greedy(problem, order));
    run.found(problem.energy(start));
    RankOneSearch search = new RankOneSearch(problem, order, start);
    double bound = search.run(run);
    double energy = problem.energy(search.best());
    boolean proven = bound >= energy - search.slack();
    if (proven && search.slack() <= NOTHING * Math.abs(energy)) {
      return run.finishProven(search.best(), name());
    }
    Mask greedy = greedy(problem, order);
    Mask best = problem.energy(greedy) < energy ? greedy : search.best();
    return finish(best, bound - search.slack(), problem, order, run);
  }

  private Solution<Mask> enumerate(MaskProblem problem, NormOrder order, Mask start, SolveRun run) {
    Enumeration enumeration = new Enumeration(problem, start);
    enumeration.run(run);
    Optional<Mask> proven = enumeration.proven();
    return proven.isPresent()
        ? run.finishProven(proven.get(), name())
        : finish(enumeration.best(), enumeration.bound(), problem, order, run);
  }

  private Solution<Mask> finish(
      Mask best, double bound, MaskProblem problem, NormOrder order, SolveRun run) {
    double cheap = LowerBound.of(problem, order);
    return run.finish(best, OptionalDouble.of(Math.max(bound, cheap)), name());
  }
}
