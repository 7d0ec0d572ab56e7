package io.qahan.dwave.clique;

import io.qahan.dwave.graph.CellGrid;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Finds clique embeddings of a working graph: short chains first, then few qubits. The ells of
 * {@link EllProgramme} reckon with missing qubits and external couplers; missing internal couplers
 * are looked at afterwards, and where one is needed, one of its qubits is given up and the ells are
 * laid anew. Deterministic for a seed. For one thread.
 */
public final class CliqueSearch {
  /** How often the ells are laid anew before a different random choice is tried, and how many. */
  private static final int ROUNDS = 12;

  private static final int TRIES = 8;

  private final WorkingGraph graph;
  private final CellGrid grid;
  private final LineRuns runs;
  private final int maxWidth;

  /** Bounds the time that a hopeless graph takes. */
  private static final int MOST_REPAIRS = 400;

  private final long seed;

  /** By width, -1 while unknown. */
  private final int[] promises;

  private int repairs;

  /** For a chip; the same seed finds the same. */
  public CliqueSearch(WorkingGraph graph, long seed) {
    this.graph = graph;
    this.seed = seed;
    grid = graph.topology();
    runs = new LineRuns(graph);
    maxWidth = Math.min(grid.rows(), grid.columns());
    promises = new int[maxWidth + 1];
    Arrays.fill(promises, -1);
  }

  /**
   * An embedding for n variables whose longest chain is as short as this search can make it.
   *
   * @throws CliqueTooLargeException if none is found
   */
  public Embedding find(int n) {
    if (n < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "n [%d] variables; there must be one at least", n));
    }
    if (n <= SingleQubits.MOST) {
      Optional<Embedding> single = SingleQubits.find(graph, n);
      if (single.isPresent()) {
        return single.get();
      }
    }
    repairs = 0;
    int least = (n + grid.bits() - 1) / grid.bits();
    for (int cap = (least + grid.span()) / grid.span(); cap <= longestChain(); cap++) {
      Optional<Embedding> found = withChainsUpTo(cap, least, n);
      if (found.isPresent()) {
        return found.get();
      }
    }
    Optional<Embedding> largest = largest();
    return largest
        .filter(embedding -> embedding.variables() >= n)
        .map(embedding -> embedding.shortest(n))
        .orElseThrow(
            () ->
                new CliqueTooLargeException(
                    n, largest.map(Embedding::variables).orElse(0), graph.toString()));
  }

  /** Most chains with so many ells, of any length, were all internal couplers there. */
  private int promise(int width) {
    if (promises[width] < 0) {
      promises[width] = new EllProgramme(runs, width, longestChain()).chains();
    }
    return promises[width];
  }

  /** Of the widths that will do, the one that takes fewest qubits. */
  private Optional<Embedding> withChainsUpTo(int cap, int least, int n) {
    Optional<Embedding> best = Optional.empty();
    for (int width = least; width <= Math.min(maxWidth, cap * grid.span()); width++) {
      List<int[]> chains = promise(width) < n ? List.of() : lay(width, cap, n, n);
      if (chains.size() >= n) {
        Embedding found = Embedding.of(chains.toArray(int[][]::new)).shortest(n);
        if (best.isEmpty() || found.qubits() < best.get().qubits()) {
          best = Optional.of(found);
        }
      }
    }
    return best;
  }

  /**
   * The largest clique that this search finds, chains of any length; empty if there is no qubit.
   */
  Optional<Embedding> largest() {
    repairs = 0;
    List<int[]> best = List.of();
    int[] widths =
        IntStream.rangeClosed(1, maxWidth)
            .boxed()
            .sorted(Comparator.comparingInt(width -> -promise(width)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int width : widths) {
      List<int[]> chains = lay(width, longestChain(), best.size() + 1, promise(width));
      best = chains.size() > best.size() ? chains : best;
    }
    return best.isEmpty()
        ? SingleQubits.find(graph, 1)
        : Optional.of(Embedding.of(best.toArray(int[][]::new)));
  }

  /**
   * Lays ells and drops the chains that do not fit together, until enough are left or it does not
   * look as if they ever will.
   *
   * @param need no use in fewer
   */
  private List<int[]> lay(int width, int cap, int need, int enough) {
    EllProgramme first = new EllProgramme(runs, width, cap);
    RandomGenerator random = new SplittableRandom(seed);
    List<int[]> best = List.of();
    for (int i = 0; i < TRIES && best.size() < enough; i++) {
      LineRuns left = runs.copy();
      EllProgramme programme = first;
      for (int round = 0; round < ROUNDS && best.size() < enough; round++) {
        if (programme.chains() < Math.max(need, best.size() + 1) || repairs++ > MOST_REPAIRS) {
          break;
        }
        ChainConflicts conflicts = new ChainConflicts(graph, programme.embedded());
        List<int[]> survivors = conflicts.survivors();
        best = survivors.size() > best.size() ? survivors : best;
        for (int qubit : conflicts.culprits(random)) {
          left.remove(qubit);
        }
        programme = new EllProgramme(left, width, cap);
      }
      if (best.size() < need - need / 8) {
        break;
      }
    }
    return best;
  }

  private int longestChain() {
    return 2 + (grid.rows() + grid.columns()) / grid.span();
  }
}
