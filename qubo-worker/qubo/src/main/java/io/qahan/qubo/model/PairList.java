package io.qahan.qubo.model;

import java.util.Arrays;
import java.util.Locale;

/** Pairs u < v and their biases as they come in, and the adjacency they make. */
final class PairList {
  private int[] lesser = new int[16];
  private int[] greater = new int[16];
  private double[] biases = new double[16];
  private int size;

  void add(int u, int v, double bias) {
    if (size == lesser.length) {
      grow();
    }
    lesser[size] = u;
    greater[size] = v;
    biases[size++] = bias;
  }

  private void grow() {
    if (size == Adjacency.MAX_INTERACTIONS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "more than [%d] interactions, which is all a model can have", size));
    }
    int length = (int) Math.min(2L * size, Adjacency.MAX_INTERACTIONS);
    lesser = Arrays.copyOf(lesser, length);
    greater = Arrays.copyOf(greater, length);
    biases = Arrays.copyOf(biases, length);
  }

  /** The place, in order of arrival, of a pair that came before; -1 if each came once. */
  int firstRepeat(int variables) {
    int[] order = order(variables);
    for (int i = 1; i < size; i++) {
      if (repeats(order, i)) {
        return order[i];
      }
    }
    return -1;
  }

  /** The pairs in order, those that came several times added up in the order they came. */
  Adjacency toAdjacency(int variables) {
    int[] order = order(variables);
    int[] degrees = new int[variables + 1];
    for (int i = 0; i < size; i++) {
      if (!repeats(order, i)) {
        degrees[lesser[order[i]]]++;
        degrees[greater[order[i]]]++;
      }
    }
    int[] starts = starts(degrees);
    int[] neighbours = new int[starts[variables]];
    double[] sums = new double[starts[variables]];
    int[] next = starts.clone();
    for (int i = 0; i < size; i++) {
      int u = lesser[order[i]];
      int v = greater[order[i]];
      if (!repeats(order, i)) {
        neighbours[next[u]++] = v;
        neighbours[next[v]++] = u;
      }
      sums[next[u] - 1] += biases[order[i]];
      sums[next[v] - 1] += biases[order[i]];
    }
    return new Adjacency(starts, neighbours, sums);
  }

  private boolean repeats(int[] order, int i) {
    return i > 0
        && lesser[order[i]] == lesser[order[i - 1]]
        && greater[order[i]] == greater[order[i - 1]];
  }

  /** The places of the pairs by lesser, then greater variable, then arrival: two counting sorts. */
  private int[] order(int variables) {
    int[] arrival = new int[size];
    Arrays.setAll(arrival, i -> i);
    return sorted(sorted(arrival, greater, variables), lesser, variables);
  }

  private int[] sorted(int[] places, int[] keys, int variables) {
    int[] counts = new int[variables + 1];
    for (int i = 0; i < size; i++) {
      counts[keys[i]]++;
    }
    int[] next = starts(counts);
    int[] sorted = new int[size];
    for (int place : places) {
      sorted[next[keys[place]]++] = place;
    }
    return sorted;
  }

  /** The sums of all counts before each place; the last place holds the whole sum. */
  private static int[] starts(int[] counts) {
    int[] starts = new int[counts.length];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + counts[i - 1];
    }
    return starts;
  }
}
