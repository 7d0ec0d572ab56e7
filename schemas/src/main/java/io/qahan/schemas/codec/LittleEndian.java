package io.qahan.schemas.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arrays as our records carry them: little-endian 32-bit values, one after the other. A float array
 * encodes about ten times faster so than as an Avro array. Thread safe.
 */
public final class LittleEndian {
  private LittleEndian() {}

  /** Returns a new buffer of {@code 4 * values.length} bytes, positioned at its start. */
  public static ByteBuffer floats(float[] values) {
    ByteBuffer bytes = allocate(values.length);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  /**
   * Reads the remaining bytes of a buffer, leaving its position alone.
   *
   * @throws IllegalArgumentException if the remaining bytes are not a multiple of four
   */
  public static float[] floats(ByteBuffer bytes) {
    float[] values = new float[count(bytes)];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** Returns a new buffer of {@code 4 * values.length} bytes, positioned at its start. */
  public static ByteBuffer ints(int[] values) {
    ByteBuffer bytes = allocate(values.length);
    bytes.asIntBuffer().put(values);
    return bytes;
  }

  /**
   * Reads the remaining bytes of a buffer, leaving its position alone.
   *
   * @throws IllegalArgumentException if the remaining bytes are not a multiple of four
   */
  public static int[] ints(ByteBuffer bytes) {
    int[] values = new int[count(bytes)];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  private static ByteBuffer allocate(int values) {
    return ByteBuffer.allocate(Math.multiplyExact(values, 4)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int count(ByteBuffer bytes) {
    if (bytes.remaining() % 4 != 0) {
      throw new IllegalArgumentException(
          "An array of 32-bit values cannot have [" + bytes.remaining() + "] bytes.");
    }
    return bytes.remaining() / 4;
  }
}
