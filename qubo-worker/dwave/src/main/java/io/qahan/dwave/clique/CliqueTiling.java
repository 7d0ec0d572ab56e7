package io.qahan.dwave.clique;

import io.qahan.dwave.graph.CellGrid;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clique embeddings of one size side by side, so that a chip takes many small problems in one
 * programming. A clique of W ells fills a triangle of cells: in a square of W rows and columns, ell
 * i has the column i and the row i, which meet on the square's diagonal, and goes from there to one
 * of its corners. Two such triangles lie in one square but for a column. The triangles are laid
 * where there is room, from one corner of the chip to the other, in each of several orders; the
 * order that lays most is taken. What is missing on a chip, qubits or couplers, moves a triangle on
 * by some cells. Deterministic. For one thread.
 */
final class CliqueTiling {
  /** How many ells more than on a whole chip a triangle may have, to make up for missing lines. */
  private static final int MORE_ELLS = 2;

  private final WorkingGraph graph;
  private final CellGrid grid;
  private final int n;

  /** For cliques of n variables. */
  CliqueTiling(WorkingGraph graph, int n) {
    this.graph = graph;
    this.grid = graph.topology();
    this.n = n;
  }

  /**
   * The triangles of a square, by the corner that they fill.
   *
   * @param lower whether columns go from the diagonal to the last row, not to the first
   * @param left whether rows go to the first column, not to the last
   */
  private record Corner(boolean lower, boolean left) {
    private static final Corner LOWER_LEFT = new Corner(true, true);
    private static final Corner UPPER_RIGHT = new Corner(false, false);
    private static final Corner LOWER_RIGHT = new Corner(true, false);
    private static final Corner UPPER_LEFT = new Corner(false, true);

    private static final List<Corner> ALL =
        List.of(LOWER_LEFT, UPPER_RIGHT, LOWER_RIGHT, UPPER_LEFT);

    /** Corners to try at each place of a first laying; two opposite ones fill a square. */
    private static final List<List<Corner>> OPPOSITE =
        List.of(
            List.of(LOWER_LEFT, UPPER_RIGHT),
            List.of(UPPER_RIGHT, LOWER_LEFT),
            List.of(LOWER_RIGHT, UPPER_LEFT),
            List.of(UPPER_LEFT, LOWER_RIGHT));

    /** Ell i of so many in the square whose first cell is given. */
    Ell ell(int i, int ells, int y, int x) {
      boolean falling = lower == left; // whether the diagonal runs from the first cell
      int column = falling ? x + i : x + ells - 1 - i;
      int row = y + i;
      return new Ell(
          column,
          lower ? row : y,
          lower ? y + ells - 1 : row,
          row,
          left ? x : column,
          left ? column : x + ells - 1);
    }
  }

  /**
   * The embeddings, disjoint, chains ascending by length.
   *
   * @param longest the most qubits a chain may have
   */
  List<Embedding> find(int longest) {
    int least = (n + grid.bits() - 1) / grid.bits();
    FreeLines whole = new FreeLines(graph);
    Laid most = new Laid(whole.copy(), new ArrayList<>());
    for (int ells = least; ells <= least + MORE_ELLS; ells++) {
      for (boolean byRows : new boolean[] {true, false}) {
        for (int pitch = ells + grid.span() - 2; pitch < ells + grid.span(); pitch++) {
          for (int first = 0; first < grid.span(); first++) {
            for (List<Corner> corners : Corner.OPPOSITE) {
              Laid laid = new Laid(whole.copy(), new ArrayList<>());
              lay(laid, new Bands(byRows, first, pitch), corners, ells, longest);
              most = laid.tiles.size() > most.tiles.size() ? laid : most;
            }
          }
        }
      }
    }
    for (int ells = least; ells <= least + MORE_ELLS; ells++) { // in what room is left
      lay(most, new Bands(true, 0, 1), Corner.ALL, ells, longest);
    }
    return most.tiles;
  }

  /** Where triangles are tried: in rows, or columns, from the first on, so many apart. */
  private record Bands(boolean byRows, int first, int pitch) {}

  /** What has been laid, and the lines that are left. */
  private record Laid(FreeLines left, List<Embedding> tiles) {}

  private void lay(Laid laid, Bands bands, List<Corner> corners, int ells, int longest) {
    int rows = grid.rows() - ells;
    int columns = grid.columns() - ells;
    for (int a = bands.first; a <= (bands.byRows ? rows : columns); a += bands.pitch) {
      for (int b = 0; b <= (bands.byRows ? columns : rows); b++) {
        for (Corner corner : corners) {
          Triangle triangle =
              new Triangle(corner, ells, bands.byRows ? a : b, bands.byRows ? b : a);
          embedding(triangle, laid.left, longest)
              .ifPresent(
                  found -> {
                    laid.tiles.add(found);
                    found.allQubits().forEach(laid.left::take);
                  });
        }
      }
    }
  }

  /** A triangle in the square that begins there. */
  private record Triangle(Corner corner, int ells, int y, int x) {
    Ell ell(int i) {
      return corner.ell(i, ells, y, x);
    }
  }

  private Optional<Embedding> embedding(Triangle triangle, FreeLines left, int longest) {
    int[] counts = new int[triangle.ells];
    int promised = 0;
    for (int i = 0; i < triangle.ells; i++) {
      counts[i] = triangle.ell(i).most(left);
      promised += counts[i];
      if (promised + (triangle.ells - 1 - i) * grid.bits() < n) {
        return Optional.empty();
      }
    }
    List<int[]> chains = new ArrayList<>();
    for (int i = 0; i < triangle.ells; i++) {
      triangle.ell(i).paired(left, counts[i]).stream()
          .filter(chain -> chain.length <= longest)
          .forEach(chains::add);
    }
    List<int[]> sound = chains.size() < n ? chains : new ChainConflicts(graph, chains).survivors();
    return sound.size() < n
        ? Optional.empty()
        : Optional.of(Embedding.of(sound.toArray(int[][]::new)).shortest(n));
  }
}
