package io.qahan.dwave.clique;

/**
 * How many chains the lines of a column and of a row make, and how good that is. Both are given as
 * {@link LineRuns runs}.
 */
final class Pairing {
  /** A chain more outweighs any number of qubits. */
  private static final int CHAIN = 1 << 16;

  private Pairing() {}

  /** Chains of at most {@code cap} qubits. */
  static int count(int down, int across, int cap) {
    int spare = cap - (down & 0xFF) - (across & 0xFF);
    int shortDown = down >> 8 & 0xFF;
    int shortAcross = across >> 8 & 0xFF;
    int chains = Math.min(shortDown + (down >> 16), shortAcross + (across >> 16));
    if (spare >= 2) {
      return chains;
    }
    if (spare == 1) {
      // Of c pairs, c - shortDown have a long line down and c - shortAcross a long one across; no
      // pair can have both.
      return Math.min(chains, shortDown + shortAcross);
    }
    return spare == 0 ? Math.min(shortDown, shortAcross) : 0;
  }

  /** Worth of these chains: first their number, then how few qubits they take. */
  static int worth(int down, int across, int cap) {
    if ((down | across) < 1 << 16) {
      // No long lines, as ever in Chimera and Pegasus graphs.
      int length = (down & 0xFF) + (across & 0xFF);
      return length > cap ? 0 : Math.min(down >> 8, across >> 8) * (CHAIN - length);
    }
    int chains = count(down, across, cap);
    if (chains == 0) {
      return 0;
    }
    int longDown = Math.max(0, chains - (down >> 8 & 0xFF));
    int longAcross = Math.max(0, chains - (across >> 8 & 0xFF));
    int qubits = chains * ((down & 0xFF) + (across & 0xFF)) + longDown + longAcross;
    return chains * CHAIN - qubits;
  }

  /** Number of chains in a sum of worths, which have fewer than 2^16 qubits together. */
  static int chains(int worth) {
    return (worth + CHAIN - 1) / CHAIN;
  }
}
