package io.qahan.dwave.file;

import io.qahan.qubo.kernel.ProblemFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Little-endian numbers out of a file, a buffer at a time; faults name the file and the offset. */
final class BinaryInput implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  BinaryInput(Path file) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Length of the file. */
  long size() throws IOException {
    return channel.size();
  }

  /** Where the next byte is in the file. */
  long offset() throws IOException {
    return channel.position() - buffer.remaining();
  }

  private ByteBuffer holding(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      buffer.compact();
      while (buffer.position() < bytes) {
        if (channel.read(buffer) < 0) {
          throw new ProblemFormatException(
              String.format(
                  Locale.ROOT,
                  "[%s] ends after [%d] bytes, in the middle of a number; maybe it was cut short",
                  file,
                  channel.size()));
        }
      }
      buffer.flip();
    }
    return buffer;
  }

  byte get() throws IOException {
    return holding(Byte.BYTES).get();
  }

  int getInt() throws IOException {
    return holding(Integer.BYTES).getInt();
  }

  long getLong() throws IOException {
    return holding(Long.BYTES).getLong();
  }

  float getFloat() throws IOException {
    return holding(Float.BYTES).getFloat();
  }

  double getDouble() throws IOException {
    return holding(Double.BYTES).getDouble();
  }

  /** So many bytes, which the file must have left before they are allocated. */
  byte[] getBytes(long length, String what) throws IOException {
    if (length > size() - offset() || length > Integer.MAX_VALUE - 8) {
      throw fault(
          String.format(
              Locale.ROOT,
              "%s of [%d] bytes, but the file has only [%d] left",
              what,
              length,
              left()));
    }
    byte[] bytes = new byte[(int) length];
    for (int done = 0; done < bytes.length; ) {
      int part = Math.min(bytes.length - done, BUFFER_BYTES);
      holding(part).get(bytes, done, part);
      done += part;
    }
    return bytes;
  }

  long left() throws IOException {
    return size() - offset();
  }

  /** What is wrong before the current offset. */
  ProblemFormatException fault(String message) throws IOException {
    return new ProblemFormatException(
        String.format(Locale.ROOT, "[%s], before byte [%d]: %s", file, offset(), message));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
