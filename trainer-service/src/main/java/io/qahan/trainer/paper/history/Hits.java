package io.qahan.trainer.paper.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.BitSet;
import java.util.HexFormat;

/** Which images of a set, in its order, a network got right. Immutable, thread safe. */
public final class Hits {
  private static final HexFormat HEX = HexFormat.of();

  private final BitSet right;

  private Hits(BitSet right) {
    this.right = right;
  }

  /** One flag an image. */
  public static Hits of(boolean[] right) {
    BitSet bits = new BitSet(right.length);
    for (int i = 0; i < right.length; i++) {
      bits.set(i, right[i]);
    }
    return new Hits(bits);
  }

  /** Reads what {@link #text} wrote. */
  @JsonCreator
  public static Hits parse(String text) {
    return new Hits(BitSet.valueOf(HEX.parseHex(text)));
  }

  /** Image i is bit i % 8 of byte i / 8, hexadecimal. */
  @JsonValue
  public String text() {
    return HEX.formatHex(right.toByteArray());
  }

  /** How many images these got right and those did not. */
  public int without(Hits others) {
    BitSet rest = (BitSet) right.clone();
    rest.andNot(others.right);
    return rest.cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hits hits && right.equals(hits.right);
  }

  @Override
  public int hashCode() {
    return right.hashCode();
  }
}
