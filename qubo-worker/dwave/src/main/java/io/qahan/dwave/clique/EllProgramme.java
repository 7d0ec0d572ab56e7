package io.qahan.dwave.clique;

import static io.qahan.dwave.graph.Orientation.HORIZONTAL;
import static io.qahan.dwave.graph.Orientation.VERTICAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The best way to lay W ells into the grid so that each crosses all others, by dynamic programming
 * (the idea of Boothby, King and Roy, "Fast clique minor generation in Chimera qubit connectivity
 * graphs", 2016).
 *
 * <p>Ell i, counted from the innermost one, lies in a rectangle of i rows and W - i + 1 columns;
 * its corner is one of the rectangle's. The ells before it use the other i - 1 rows and the columns
 * between which its row runs; those after it use rows that its column does not pass, and columns
 * that its row does. So {@code best[i](y, x)}, the best worth of i ells on the rows from y on with
 * the W - i columns from x on still unused, follows from four values of {@code best[i - 1]}. O(W
 * rows columns) steps; W up to 96 for Pegasus P16.
 */
final class EllProgramme {
  private final LineRuns runs;
  private final int width;
  private final int cap;
  private final int rows;
  private final int columns;
  private final int[][] best;
  private int end;

  /**
   * @param width W, 1 to the lesser of rows and columns
   * @param cap qubits that a chain may have; ells that need more carry none
   */
  EllProgramme(LineRuns runs, int width, int cap) {
    this.runs = runs;
    this.width = width;
    this.cap = cap;
    rows = runs.grid().rows();
    columns = runs.grid().columns();
    best = new int[width + 1][];
    best[0] = new int[(rows + 1) * stride(0)];
    for (int i = 1; i <= width; i++) {
      best[i] = new int[(rows - i + 1) * stride(i)];
      fill(i);
    }
    for (int at = 1; at < best[width].length; at++) {
      if (best[width][at] > best[width][end]) {
        end = at;
      }
    }
  }

  /** Values of x for i ells. */
  private int stride(int i) {
    return columns - width + i + 1;
  }

  private void fill(int i) {
    int[] down = runs.over(VERTICAL, i);
    int[] across = runs.over(HORIZONTAL, width - i + 1);
    int[] inner = best[i - 1];
    int[] worths = best[i];
    int stride = stride(i);
    for (int y = 0; y <= rows - i; y++) {
      int top = y * columns;
      int bottom = (y + i - 1) * columns;
      int below = (y + 1) * (stride - 1);
      int above = y * (stride - 1);
      for (int left = 0; left < stride - 1; left++) {
        // With its column at the left, and with its column at the right.
        int at = y * stride + left;
        int first = down[left * rows + y];
        int last = down[(left + width - i) * rows + y];
        int topRow = across[top + left];
        int bottomRow = across[bottom + left];
        int under = inner[below + left];
        int over = inner[above + left];
        worths[at + 1] = Math.max(under + worth(first, topRow), over + worth(first, bottomRow));
        int right = Math.max(under + worth(last, topRow), over + worth(last, bottomRow));
        worths[at] = Math.max(worths[at], right);
      }
    }
  }

  private int worth(int down, int across) {
    return Pairing.worth(down, across, cap);
  }

  /** Number of chains, were all internal couplers there. */
  int chains() {
    return Pairing.chains(best[width][end]);
  }

  /** These chains. */
  List<int[]> embedded() {
    return ells().stream().flatMap(ell -> ell.chains(runs, cap).stream()).toList();
  }

  private List<Ell> ells() {
    List<Ell> ells = new ArrayList<>();
    int y = end / stride(width);
    int x = end % stride(width);
    for (int i = width; i > 0; i--) {
      Ell ell = last(i, y, x);
      ells.add(ell);
      y += ell.row() == y ? 1 : 0;
      x = ell.left();
    }
    return ells;
  }

  /** Ell i of the best i ells that leave this state. */
  private Ell last(int i, int y, int x) {
    int[] down = runs.over(VERTICAL, i);
    int[] across = runs.over(HORIZONTAL, width - i + 1);
    for (int left = Math.max(0, x - 1); left <= x && left + width - i < columns; left++) {
      int column = left < x ? left : left + width - i;
      for (int top = 1; top >= 0; top--) {
        int row = top == 1 ? y : y + i - 1;
        int before = best[i - 1][(y + top) * stride(i - 1) + left];
        int worth = worth(down[column * rows + y], across[row * columns + left]);
        if (before + worth == best[i][y * stride(i) + x]) {
          return new Ell(column, y, y + i - 1, row, left, left + width - i);
        }
      }
    }
    throw new IllegalStateException(
        String.format(Locale.ROOT, "no ell [%d] leads to row %d, column %d", i, y, x));
  }
}
