package io.qahan.dwave.graph;

import java.util.Arrays;
import java.util.Locale;

/** The couplers of each qubit, sorted by the qubit at the other end (compressed rows). */
final class CouplerIndex {
  private final int[] start;
  private final int[] neighbour;
  private final int[] coupler;

  /**
   * @param indices the ends are below this
   * @throws IllegalArgumentException if two couplers have the same ends
   */
  CouplerIndex(int indices, int[] from, int[] to) {
    start = new int[indices + 1];
    for (int i = 0; i < from.length; i++) {
      start[from[i] + 1]++;
      start[to[i] + 1]++;
    }
    for (int q = 0; q < indices; q++) {
      start[q + 1] += start[q];
    }
    long[] entries = new long[2 * from.length];
    int[] next = start.clone();
    for (int i = 0; i < from.length; i++) {
      entries[next[from[i]]++] = (long) to[i] << Integer.SIZE | i;
      entries[next[to[i]]++] = (long) from[i] << Integer.SIZE | i;
    }
    neighbour = new int[entries.length];
    coupler = new int[entries.length];
    for (int q = 0; q < indices; q++) {
      Arrays.sort(entries, start[q], start[q + 1]);
      for (int i = start[q]; i < start[q + 1]; i++) {
        neighbour[i] = (int) (entries[i] >> Integer.SIZE);
        coupler[i] = (int) entries[i];
        if (i > start[q] && neighbour[i] == neighbour[i - 1]) {
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "coupler [%d, %d] is listed twice", q, neighbour[i]));
        }
      }
    }
  }

  int degree(int qubit) {
    return start[qubit + 1] - start[qubit];
  }

  int neighbour(int qubit, int i) {
    return neighbour[start[qubit] + i];
  }

  int couplerTo(int qubit, int i) {
    return coupler[start[qubit] + i];
  }

  int coupler(int a, int b) {
    int at = Arrays.binarySearch(neighbour, start[a], start[a + 1], b);
    return at < 0 ? -1 : coupler[at];
  }
}
