package io.qahan.dwave.clique;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which qubits stand for which variable: a chain of qubits for each of the variables 0 to n - 1.
 * The chains are disjoint and none is empty; whether they are connected and coupled depends on the
 * graph ({@link EmbeddingCheck}). Immutable and thread safe.
 */
public final class Embedding {
  private final int[][] chains;

  private Embedding(int[][] chains) {
    this.chains = chains;
  }

  /**
   * An embedding of these chains, one per variable; copied.
   *
   * @throws IllegalArgumentException if there is none, one is empty, or a qubit is in two places
   */
  public static Embedding of(int[][] chains) {
    if (chains.length == 0) {
      throw new IllegalArgumentException("an embedding must have a chain at least");
    }
    int[] all = Arrays.stream(chains).flatMapToInt(Arrays::stream).sorted().toArray();
    IntStream.range(1, all.length)
        .filter(i -> all[i] == all[i - 1])
        .findFirst()
        .ifPresent(
            i -> {
              throw new IllegalArgumentException(
                  String.format(Locale.ROOT, "qubit [%d] is in the chains twice", all[i]));
            });
    for (int v = 0; v < chains.length; v++) {
      if (chains[v].length == 0) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the chain of variable [%d] is empty", v));
      }
    }
    return new Embedding(Arrays.stream(chains).map(int[]::clone).toArray(int[][]::new));
  }

  /**
   * The chains of all of them as one embedding.
   *
   * @throws IllegalArgumentException if two of them share a qubit
   */
  public static Embedding beside(List<Embedding> others) {
    return of(others.stream().flatMap(e -> Arrays.stream(e.chains)).toArray(int[][]::new));
  }

  /** The shortest n chains, ascending by length. */
  Embedding shortest(int n) {
    return new Embedding(
        Arrays.stream(chains)
            .sorted(Comparator.comparingInt(chain -> chain.length))
            .limit(n)
            .toArray(int[][]::new));
  }

  /** Number of variables. */
  public int variables() {
    return chains.length;
  }

  /** The qubits of a variable; a copy. */
  public int[] chain(int variable) {
    return chains[variable].clone();
  }

  /** The same array each time, for loops that do not write to it. */
  public int[] sharedChain(int variable) {
    return chains[variable];
  }

  /** Number of qubits in all chains. */
  public int qubits() {
    return Arrays.stream(chains).mapToInt(chain -> chain.length).sum();
  }

  /** The qubits of all chains. */
  IntStream allQubits() {
    return Arrays.stream(chains).flatMapToInt(Arrays::stream);
  }

  public int maxChainLength() {
    return Arrays.stream(chains).mapToInt(chain -> chain.length).max().orElseThrow();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that && Arrays.deepEquals(chains, that.chains);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(chains);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d variables on %d qubits, chains up to %d",
        variables(),
        qubits(),
        maxChainLength());
  }
}
