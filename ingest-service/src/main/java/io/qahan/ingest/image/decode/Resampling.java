package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;

/**
 * Pixels brought to the channels and the size of a conv stack. Colour becomes grey by its luminance
 * (Rec. 601); grey becomes colour by repeating it. Sizes change by a triangle filter that is as
 * wide as a target pixel, so that every source pixel counts when a picture shrinks, and by bilinear
 * interpolation when it grows: what Pillow calls BILINEAR. A picture of another ratio is distorted,
 * or cropped: scaled to cover the target, of which then the middle is seen. Rows are taken as they
 * come, so a large picture needs no copy.
 */
final class Resampling {

  private Resampling() {}

  /** The whole picture, distorted if its sides are of another ratio. */
  static PixelImage of(PixelImage.SampleRows rows, ImageShape target) {
    return of(rows, target, false);
  }

  /** The whole picture, or its middle. */
  static PixelImage of(PixelImage.SampleRows rows, ImageShape target, boolean crop) {
    ImageShape from = rows.shape();
    boolean sameSize = from.height() == target.height() && from.width() == target.width();
    return sameSize ? copied(rows, target) : filtered(rows, target, crop);
  }

  /**
   * The most bytes it takes beside the rows' own.
   *
   * @param width how many columns the rows have
   */
  static long bytes(int width, ImageShape target) {
    long windows = 8L * width + 64L * (target.width() + target.height()); // and as many for rows
    return windows + 12L * width + 8L * target.size();
  }

  private static PixelImage copied(PixelImage.SampleRows rows, ImageShape target) {
    byte[] pixels = new byte[target.size()];
    int[][] row = new int[rows.shape().channels()][target.width()];
    for (int y = 0; y < target.height(); y++) {
      rows.read(y, row);
      int[][] samples = withChannels(row, target.channels());
      for (int c = 0; c < target.channels(); c++) {
        int at = (c * target.height() + y) * target.width();
        for (int x = 0; x < target.width(); x++) {
          pixels[at + x] = (byte) samples[c][x];
        }
      }
    }
    return PixelImage.adopt(target, pixels);
  }

  private static PixelImage filtered(PixelImage.SampleRows rows, ImageShape target, boolean crop) {
    ImageShape from = rows.shape();
    double narrow = (double) from.width() / target.width();
    double low = (double) from.height() / target.height();
    double cover = Math.min(narrow, low);
    Windows across = new Windows(from.width(), target.width(), crop ? cover : narrow);
    Windows down = new Windows(from.height(), target.height(), crop ? cover : low);
    float[] sums = new float[target.size()];
    float[] narrowed = new float[target.width()];
    int[][] row = new int[from.channels()][from.width()];
    int first = 0; // target rows before this one are complete
    for (int y = 0; y < from.height(); y++) {
      rows.read(y, row);
      int[][] samples = withChannels(row, target.channels());
      while (first < target.height() && down.end(first) <= y) {
        first++;
      }
      for (int c = 0; c < target.channels(); c++) {
        across.apply(samples[c], narrowed);
        for (int to = first; to < target.height() && down.start(to) <= y; to++) {
          float weight = down.weight(to, y);
          int at = (c * target.height() + to) * target.width();
          for (int x = 0; x < narrowed.length; x++) {
            sums[at + x] += weight * narrowed[x];
          }
        }
      }
    }
    byte[] pixels = new byte[sums.length];
    for (int i = 0; i < pixels.length; i++) {
      // No sum is negative, so this rounds as Math.round does, which is slow.
      pixels[i] = (byte) Math.min(255, (int) (sums[i] + 0.5f));
    }
    return PixelImage.adopt(target, pixels);
  }

  /** The row with 1 or 3 channels; grey is written over the first of three. */
  private static int[][] withChannels(int[][] row, int channels) {
    if (row.length == channels) {
      return row;
    }
    if (channels == 3) {
      return new int[][] {row[0], row[0], row[0]};
    }
    int[] grey = row[0];
    for (int x = 0; x < grey.length; x++) {
      grey[x] = (299 * row[0][x] + 587 * row[1][x] + 114 * row[2][x] + 500) / 1000;
    }
    return new int[][] {grey};
  }

  /** For each target position of one side, which source positions count, and how much. */
  private static final class Windows {
    private final int[] starts;
    private final float[][] weights;

    /**
     * Of the middle of a side.
     *
     * @param scale source pixels to a target pixel
     */
    Windows(int from, int to, double scale) {
      starts = new int[to];
      weights = new float[to][];
      // Whole target pixels are cut off, so that what is not scaled stays as it is.
      double first = Math.floor((from / scale - to) / 2 + 1e-9) * scale;
      double reach = Math.max(1, scale); // of the triangle, to each side
      for (int i = 0; i < to; i++) {
        double centre = first + (i + 0.5) * scale;
        int start = Math.max(0, (int) (centre - reach + 0.5));
        int end = Math.min(from, (int) (centre + reach + 0.5));
        double[] raw = new double[end - start];
        double sum = 0;
        for (int j = 0; j < raw.length; j++) {
          raw[j] = Math.max(0, 1 - Math.abs(start + j + 0.5 - centre) / reach);
          sum += raw[j];
        }
        starts[i] = start;
        weights[i] = new float[raw.length];
        for (int j = 0; j < raw.length; j++) {
          weights[i][j] = (float) (raw[j] / sum);
        }
      }
    }

    int start(int target) {
      return starts[target];
    }

    int end(int target) {
      return starts[target] + weights[target].length;
    }

    float weight(int target, int source) {
      return weights[target][source - starts[target]];
    }

    void apply(int[] samples, float[] into) {
      for (int i = 0; i < into.length; i++) {
        float sum = 0;
        float[] window = weights[i];
        for (int j = 0; j < window.length; j++) {
          sum += window[j] * samples[starts[i] + j];
        }
        into[i] = sum;
      }
    }
  }
}
