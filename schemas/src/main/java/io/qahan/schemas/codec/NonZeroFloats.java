package io.qahan.schemas.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Locale;

/**
 * A float array of which most values may be zero, as features behind a rectifier are: those that
 * are not, and where they are. Every bit of every value comes back. Immutable, if nobody changes
 * the buffers; thread safe.
 *
 * @param places one bit per value, bit i in byte i/8 at place i%8, set where {@code values} has it;
 *     bytes of zeros at the end are left out. Empty if {@code values} has all of them
 * @param values little-endian float32
 */
public record NonZeroFloats(ByteBuffer places, ByteBuffer values) {
  /** The shorter form of an array: with places if they save more than they take. */
  public static NonZeroFloats of(float[] array) {
    BitSet set = new BitSet(array.length);
    for (int i = 0; i < array.length; i++) {
      if (Float.floatToRawIntBits(array[i]) != 0) { // -0 is kept
        set.set(i);
      }
    }
    int kept = set.cardinality();
    if (kept == 0 || (array.length - kept) * Float.BYTES <= array.length / Byte.SIZE + 1) {
      return new NonZeroFloats(ByteBuffer.allocate(0), LittleEndian.floats(array));
    }
    ByteBuffer values = ByteBuffer.allocate(kept * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      values.putFloat(array[i]);
    }
    return new NonZeroFloats(ByteBuffer.wrap(set.toByteArray()), values.flip());
  }

  /**
   * The array again.
   *
   * @param length how many values it has
   * @throws IllegalArgumentException if this is no array of that length
   */
  public float[] toArray(int length) {
    float[] kept = LittleEndian.floats(values);
    if (!places.hasRemaining()) {
      check(kept.length == length, length);
      return kept;
    }
    BitSet set = BitSet.valueOf(places.duplicate());
    check(set.length() <= length && set.cardinality() == kept.length, length);
    float[] array = new float[length];
    int next = 0;
    for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
      array[i] = kept[next++];
    }
    return array;
  }

  private void check(boolean fits, int length) {
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] bytes of values at [%d] bytes of places are no array of %d.",
              values.remaining(),
              places.remaining(),
              length));
    }
  }
}
