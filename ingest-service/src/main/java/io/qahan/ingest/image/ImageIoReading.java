package io.qahan.ingest.image;

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

  ImageIoReading(String format, byte[] content, Effort effort) {
    reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    reader.setInput(new Content(content, effort), true, true);
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
    private final byte[] bytes;
    private final Effort effort;

    Content(byte[] bytes, Effort effort) {
      this.bytes = bytes;
      this.effort = effort;
    }

    @Override
    public int read() {
      bitOffset = 0;
      return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      effort.check(); // ImageIO reads by the kilobyte, so this comes often enough
      bitOffset = 0;
      if (streamPos >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(length, bytes.length - streamPos);
      System.arraycopy(bytes, (int) streamPos, into, offset, count);
      streamPos += count;
      return count;
    }

    @Override
    public long length() {
      return bytes.length;
    }
  }
}
