package io.qahan.ingest.conv;

import java.util.Locale;

/**
 * Neighbouring rows or columns.
 *
 * @param first the first one
 * @param last the last one, itself included
 */
public record PixelRange(int first, int last) {
  public PixelRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "range from [%d] to [%d]: it starts at 0 or later and is not empty",
              first,
              last));
    }
  }

  /**
   * The input rows (or columns) behind one output row of the stack: back through the second
   * convolution, then through the first. Rows in the padding are zeros and depend on nothing.
   *
   * @param output row of the features
   * @param side rows of the input
   */
  static PixelRange seenBy(int output, int side) {
    PixelRange hidden = underKernel(output, ConvShape.halved(side));
    return new PixelRange(
        underKernel(hidden.first, side).first, underKernel(hidden.last, side).last);
  }

  private static PixelRange underKernel(int output, int side) {
    int start = output * ConvShape.STRIDE - ConvShape.PADDING;
    return new PixelRange(Math.max(0, start), Math.min(side, start + ConvShape.KERNEL) - 1);
  }
}
