package io.qahan.ingest.dataset;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;

/**
 * The IDX format of MNIST: two zero bytes, the type (8: unsigned byte), the number of dimensions,
 * each dimension as a big-endian int32, then the values.
 */
final class IdxFile {

  private static final int UNSIGNED_BYTE = 8;

  private final ByteSource source;
  private final int[] dimensions;

  private IdxFile(ByteSource source, int[] dimensions) {
    this.source = source;
    this.dimensions = dimensions;
  }

  /** Reads the header only. */
  static IdxFile open(ByteSource source, int dimensionCount) {
    try (DataInputStream stream = new DataInputStream(source.open())) {
      return new IdxFile(source, header(source, stream, dimensionCount));
    } catch (EOFException e) {
      throw new DatasetException(cutShort(source), e);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  int dimension(int index) {
    return dimensions[index];
  }

  /**
   * Reads all values. Memory is taken as bytes arrive, so a header that promises more than the file
   * holds costs nothing.
   */
  byte[] values() {
    try (DataInputStream stream = new DataInputStream(source.open())) {
      header(source, stream, dimensions.length);
      int expected = valueCount(source, dimensions);
      byte[] values = stream.readNBytes(expected);
      if (values.length < expected) {
        throw new DatasetException(cutShort(source));
      }
      if (stream.read() >= 0) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "IDX file [%s] goes on after the [%d] values its header promises; fetch it again",
                source.name(),
                expected));
      }
      return values;
    } catch (EOFException e) {
      throw new DatasetException(cutShort(source), e);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static int[] header(ByteSource source, DataInputStream stream, int dimensionCount)
      throws IOException {
    int magic = stream.readInt();
    if (magic != (UNSIGNED_BYTE << 8 | dimensionCount)) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "file [%s] starts with [%08x], not as an IDX file of %d dimensions; is it the right"
                  + " file?",
              source.name(),
              magic,
              dimensionCount));
    }
    int[] dimensions = new int[dimensionCount];
    for (int i = 0; i < dimensionCount; i++) {
      dimensions[i] = stream.readInt();
    }
    valueCount(source, dimensions);
    return dimensions;
  }

  private static int valueCount(ByteSource source, int[] dimensions) {
    long count = 1;
    for (int dimension : dimensions) {
      count *= dimension; // at most three factors below 2^31, checked after each: no overflow
      if (dimension < 0 || count > Integer.MAX_VALUE - 16) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "IDX file [%s] has the impossible dimension [%d]; fetch it again",
                source.name(),
                dimension));
      }
    }
    return (int) count;
  }

  private static String cutShort(ByteSource source) {
    return "IDX file [%s] ends before its values do; fetch it again".formatted(source.name());
  }

  private static DatasetException unreadable(ByteSource source, IOException cause) {
    return new DatasetException(
        "cannot read IDX file [%s]: %s; fetch it again".formatted(source.name(), cause), cause);
  }
}
