package io.qahan.dwave.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a BQM file stores its numbers: little endian, named as numpy names them. */
enum NumberType {
  FLOAT32(4),
  FLOAT64(8),
  INT32(4),
  INT64(8),
  UINT32(4),
  UINT64(8);

  private static final List<NumberType> FLOATS = List.of(FLOAT32, FLOAT64);
  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /** The type of biases, or of indices, that has that name. */
  static NumberType named(String name, boolean bias) {
    List<NumberType> types = Arrays.stream(values()).filter(t -> t.isFloat() == bias).toList();
    return types.stream()
        .filter(type -> type.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "type [%s] of %s is none of %s"
                        .formatted(name, bias ? "biases" : "indices", types)));
  }

  int bytes() {
    return bytes;
  }

  private boolean isFloat() {
    return FLOATS.contains(this);
  }

  double readBias(BinaryInput in) throws IOException {
    return bytes == 4 ? in.getFloat() : in.getDouble();
  }

  /** Reads an index; negative if it is, or if it is an unsigned one beyond 2^63. */
  long readIndex(BinaryInput in) throws IOException {
    if (bytes == 8) {
      return in.getLong();
    }
    int value = in.getInt();
    return this == UINT32 ? Integer.toUnsignedLong(value) : value;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
