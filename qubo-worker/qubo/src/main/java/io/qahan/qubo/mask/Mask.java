package io.qahan.qubo.mask;

import java.util.BitSet;
import java.util.Locale;

/** Which of n blocks are kept: x in {0,1}^n. Immutable and thread safe. */
public final class Mask {
  private final int n;
  private final BitSet bits;

  private Mask(int n, BitSet bits) {
    if (n < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a mask of [%d] blocks; n must be at least 1", n));
    }
    if (bits.length() > n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "block [%d] is kept but the mask has only [%d] blocks",
              bits.length() - 1,
              n));
    }
    this.n = n;
    this.bits = bits;
  }

  /**
   * Reads the wire form: bit i in byte i/8 at place i%8, ceil(n/8) bytes.
   *
   * @throws IllegalArgumentException if there are more or fewer bytes, or a bit at n or beyond
   */
  public static Mask fromBytes(byte[] bytes, int n) {
    if (bytes.length != byteLength(n)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a mask of [%d] blocks takes [%d] bytes, not [%d]",
              n,
              byteLength(n),
              bytes.length));
    }
    return new Mask(n, BitSet.valueOf(bytes));
  }

  /** The mask that keeps exactly the given blocks, in any order. */
  public static Mask of(int n, int... kept) {
    BitSet bits = new BitSet(Math.max(0, n));
    for (int block : kept) {
      bits.set(block);
    }
    return new Mask(n, bits);
  }

  public static Mask of(boolean[] kept) {
    BitSet bits = new BitSet(kept.length);
    for (int block = 0; block < kept.length; block++) {
      if (kept[block]) {
        bits.set(block);
      }
    }
    return new Mask(kept.length, bits);
  }

  /** The wire form that {@link #fromBytes} reads, padded with zeros to ceil(n/8) bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[byteLength(n)];
    byte[] set = bits.toByteArray();
    System.arraycopy(set, 0, bytes, 0, set.length);
    return bytes;
  }

  private static int byteLength(int n) {
    return n / 8 + (n % 8 == 0 ? 0 : 1);
  }

  /** Number of blocks n, kept or not. */
  public int size() {
    return n;
  }

  /** Number of kept blocks. */
  public int count() {
    return bits.cardinality();
  }

  public boolean keeps(int block) {
    if (block >= n) {
      throw new IndexOutOfBoundsException(
          String.format(Locale.ROOT, "block [%d] of a mask of [%d] blocks", block, n));
    }
    return bits.get(block);
  }

  /** The kept blocks, ascending; a fresh array. */
  public int[] kept() {
    int[] kept = new int[bits.cardinality()];
    for (int i = 0, block = -1; i < kept.length; i++) {
      block = bits.nextSetBit(block + 1);
      kept[i] = block;
    }
    return kept;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Mask mask && n == mask.n && bits.equals(mask.bits);
  }

  @Override
  public int hashCode() {
    return 31 * n + bits.hashCode();
  }

  @Override
  public String toString() {
    return "Mask[" + n + "]" + bits;
  }
}
