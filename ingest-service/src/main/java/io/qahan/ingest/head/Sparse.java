package io.qahan.ingest.head;

import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.codec.LittleEndian;
import java.util.Arrays;
import java.util.Locale;

/**
 * A feature vector of which only the kept entries are listed, by ascending index. Zeros may be
 * listed: a mask can keep a feature that is zero. Immutable as long as nobody writes to the arrays,
 * which are not copied.
 */
public final class Sparse {

  private final int size;
  private final int[] indices;
  private final float[] values;

  /**
   * The vector with {@code values[i]} at {@code indices[i]} and zero elsewhere.
   *
   * @param size length of the full vector
   * @param indices positions, ascending, from 0 to size - 1
   * @param values finite, one per index
   */
  public Sparse(int size, int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "sparse features have [%d] indices but [%d] values",
              indices.length,
              values.length));
    }
    int last = -1;
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] <= last || indices[i] >= size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "sparse index [%d] at place %d must be above %d and below the size %d",
                indices[i],
                i,
                last,
                size));
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "sparse value at index [%d] is %s, which is no number",
                indices[i],
                values[i]));
      }
      last = indices[i];
    }
    this.size = size;
    this.indices = indices;
    this.values = values;
  }

  /** The features of a record; IllegalArgumentException if they contradict themselves. */
  public static Sparse of(SparseFeatures record) {
    return new Sparse(
        record.getSize(),
        LittleEndian.ints(record.getIndices()),
        LittleEndian.floats(record.getValues()));
  }

  public SparseFeatures toRecord() {
    return new SparseFeatures(size, LittleEndian.ints(indices), LittleEndian.floats(values));
  }

  /** Length of the full vector. */
  public int size() {
    return size;
  }

  /** How many entries are listed. */
  public int listed() {
    return indices.length;
  }

  /** The indices themselves, not a copy. */
  public int[] indices() {
    return indices;
  }

  /** The values themselves, not a copy. */
  public float[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sparse that
        && size == that.size
        && Arrays.equals(indices, that.indices)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * size + Arrays.hashCode(indices)) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Sparse[" + indices.length + " of " + size + "]";
  }
}
