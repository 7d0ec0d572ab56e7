package io.qahan.schemas.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
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
    byte[] places = new byte[(array.length + Byte.SIZE - 1) / Byte.SIZE];
    float[] values = new float[array.length + 1]; // one more, for what follows the last is written
    int kept = 0;
    int bytes = 0; // of the places, up to the last that is set
    for (int at = 0; at < places.length; at++) {
      int end = Math.min(array.length, (at + 1) * Byte.SIZE);
      int set = 0;
      for (int i = at * Byte.SIZE; i < end; i++) { // without a branch: nobody can guess the next
        int bits = Float.floatToRawIntBits(array[i]); // -0 is kept
        int isSet = (bits | -bits) >>> 31;
        set |= isSet << (i % Byte.SIZE);
        values[kept] = array[i];
        kept += isSet;
      }
      places[at] = (byte) set;
      bytes = set == 0 ? bytes : at + 1;
    }
    if (kept == 0 || (array.length - kept) * Float.BYTES <= array.length / Byte.SIZE + 1) {
      return new NonZeroFloats(ByteBuffer.allocate(0), LittleEndian.floats(array));
    }
    return new NonZeroFloats(
        ByteBuffer.wrap(places, 0, bytes), LittleEndian.floats(Arrays.copyOf(values, kept)));
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
    ByteBuffer bits = places.slice();
    int set = 0;
    for (int at = 0; at < bits.limit(); at++) {
      set += Integer.bitCount(bits.get(at) & 0xFF);
    }
    check(set == kept.length && lastPlace(bits) < length, length);
    float[] array = new float[length];
    int next = 0;
    for (int at = 0; at < bits.limit(); at++) {
      for (int rest = bits.get(at) & 0xFF; rest != 0; rest &= rest - 1) {
        array[at * Byte.SIZE + Integer.numberOfTrailingZeros(rest)] = kept[next++];
      }
    }
    return array;
  }

  private static int lastPlace(ByteBuffer bits) {
    int at = bits.limit() - 1;
    while (at >= 0 && bits.get(at) == 0) {
      at--;
    }
    return at < 0 ? -1 : at * Byte.SIZE + 31 - Integer.numberOfLeadingZeros(bits.get(at) & 0xFF);
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
