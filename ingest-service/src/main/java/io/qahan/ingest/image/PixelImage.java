package io.qahan.ingest.image;

import java.util.Arrays;
import java.util.Locale;

/**
 * A decoded image: unsigned bytes, channel by channel, row by row (C x H x W). Immutable, so safe
 * to share between threads.
 */
public final class PixelImage {
  /**
   * Decoded pixels, given row by row, so that nobody needs a second copy of a large picture.
   *
   * @param shape what the rows make together: grey or RGB
   */
  public record SampleRows(ImageShape shape, Reader reader) {

    /** Reads one of the rows. */
    public interface Reader {
      void read(int row, int[][] samples);
    }

    /**
     * Reads one row.
     *
     * @param row from 0, the top
     * @param samples gets a sample of 0 to 255 for each channel and column
     */
    public void read(int row, int[][] samples) {
      reader.read(row, samples);
    }
  }

  private final ImageShape shape;
  private final byte[] pixels;

  private PixelImage(ImageShape shape, byte[] pixels) {
    if (pixels.length != shape.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] pixel bytes do not fill the shape [%s], which takes %d",
              pixels.length,
              shape,
              shape.size()));
    }
    this.shape = shape;
    this.pixels = pixels;
  }

  /** An image over a copy of {@code pixels}, which are unsigned and in C x H x W order. */
  public static PixelImage of(ImageShape shape, byte[] pixels) {
    return new PixelImage(shape, pixels.clone());
  }

  /** An image over {@code pixels} themselves: the caller gives them away. */
  public static PixelImage adopt(ImageShape shape, byte[] pixels) {
    return new PixelImage(shape, pixels);
  }

  public ImageShape shape() {
    return shape;
  }

  /** The value at (channel, row, column), 0 to 255. */
  public int at(int channel, int row, int column) {
    return pixels[(channel * shape.height() + row) * shape.width() + column] & 0xFF;
  }

  /** A copy of the unsigned bytes in C x H x W order. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** The pixels row by row. */
  public SampleRows rows() {
    return new SampleRows(
        shape,
        (row, samples) -> {
          for (int c = 0; c < samples.length; c++) {
            for (int x = 0; x < samples[c].length; x++) {
              samples[c][x] = at(c, row, x);
            }
          }
        });
  }

  /** The pixels scaled to [-1, 1], in C x H x W order: 0 becomes -1 and 255 becomes 1. */
  public float[] scaled() {
    float[] scaled = new float[pixels.length];
    scaleInto(scaled, 0);
    return scaled;
  }

  /** Writes {@link #scaled()} into {@code target} from {@code offset} on. */
  public void scaleInto(float[] target, int offset) {
    for (int i = 0; i < pixels.length; i++) {
      target[offset + i] = (pixels[i] & 0xFF) / 127.5f - 1f;
    }
  }

  /**
   * Writes what the pixels become into {@code target} from {@code offset} on.
   *
   * @param table for each channel what each value from 0 to 255 becomes
   */
  public void mapInto(float[] target, int offset, float[][] table) {
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] values = table[channel];
      int from = channel * plane;
      for (int i = from; i < from + plane; i++) {
        target[offset + i] = values[pixels[i] & 0xFF];
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelImage that
        && shape.equals(that.shape)
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return "PixelImage[" + shape + "]";
  }
}
