package io.qahan.ingest.image.decode;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * One picture read by ImageIO out of memory, without metadata. A large picture is thinned out while
 * it is read: of every {@code step} columns and rows the middle ones are kept.
 */
final class ImageIoReading implements AutoCloseable {
  private final ImageReader reader;
  private final List<String> warnings = new ArrayList<>();

  /**
   * A reading of which nothing is read.
   *
   * @param effort asked now and then
   * @param guarded while the first so many bytes are read, {@code guard} is asked too
   */
  ImageIoReading(String format, byte[] content, Effort effort, int guarded, Effort guard) {
    reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    reader.setInput(new Content(content, effort, guarded, guard), true, true);
  }

  /** The samples with a colour model that says what they mean. */
  BufferedImage image(int step) throws IOException {
    return reader.read(0, param(step));
  }

  /** The samples as stored. */
  Raster raster(int step) throws IOException {
    return reader.readRaster(0, param(step));
  }

  /** What the reader complained of, and went on. */
  List<String> warnings() {
    return warnings;
  }

  @Override
  public void close() {
    reader.dispose();
  }

  private ImageReadParam param(int step) {
    ImageReadParam param = reader.getDefaultReadParam();
    if (step > 1) {
      param.setSourceSubsampling(step, step, step / 2, step / 2);
    }
    return param;
  }

  /** The bytes as ImageIO wants them; its own streams would copy them, or write them to a file. */
  private static final class Content extends ImageInputStreamImpl {
    private static final int STRIDE = 1024;

    private final byte[] bytes;
    private final Effort effort;
    private final int guarded;
    private final Effort guard;
    private int unchecked = STRIDE;

    Content(byte[] bytes, Effort effort, int guarded, Effort guard) {
      this.bytes = bytes;
      this.effort = effort;
      this.guarded = guarded;
      this.guard = guard;
    }

    @Override
    public int read() throws IOException {
      bitOffset = 0;
      if (streamPos >= bytes.length) {
        return -1;
      }
      given(1);
      return bytes[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      bitOffset = 0;
      if (streamPos >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(length, bytes.length - streamPos);
      given(count);
      System.arraycopy(bytes, (int) streamPos, into, offset, count);
      streamPos += count;
      return count;
    }

    /** Some readers ask for kilobytes, some for single bytes, and some for those again. */
    private void given(int count) throws IOException {
      unchecked += count;
      if (unchecked >= STRIDE) {
        unchecked = 0;
        effort.check();
        if (streamPos < guarded) {
          guard.check();
        }
      }
    }

    @Override
    public long length() {
      return bytes.length;
    }
  }
}
