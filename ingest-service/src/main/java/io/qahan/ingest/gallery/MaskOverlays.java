package io.qahan.ingest.gallery;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.ReceptiveField;
import java.util.BitSet;
import java.util.Locale;

/**
 * Draws masks over images. A block keeps its features, and a feature is computed from the pixels of
 * its receptive field; a pixel's share is the number of kept features that are computed from it, of
 * all that are. Immutable, so thread safe.
 */
public final class MaskOverlays {
  private final FeatureShape shape;
  private final BlockGrid grid;
  private final int positions;
  private final int[] seeing;

  /**
   * Overlays for one network and one way to cut its features into blocks.
   *
   * @throws IllegalArgumentException if the grid is not over the network's features
   */
  public MaskOverlays(FeatureShape shape, BlockGrid grid) {
    if (grid.features() != shape.features()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "block grid over [%d] features, but the network has %d",
              grid.features(),
              shape.features()));
    }
    this.shape = shape;
    this.grid = grid;
    this.positions = shape.featureHeight() * shape.featureWidth();
    BitSet all = new BitSet();
    all.set(0, grid.blocks());
    this.seeing = featuresSeeing(all);
  }

  /** Whether masks of so many rows and columns are of this grid. */
  boolean fits(int rows, int columns) {
    return grid.rows() == rows && grid.columns() == columns;
  }

  /** The overlay of a mask, one bit a block. */
  MaskOverlay of(BitSet mask) {
    int[] kept = featuresSeeing(mask);
    double peak = 0;
    for (int pixel = 0; pixel < kept.length; pixel++) {
      peak = Math.max(peak, share(kept, pixel));
    }
    byte[] alpha = new byte[kept.length];
    for (int pixel = 0; pixel < kept.length && peak > 0; pixel++) {
      alpha[pixel] = (byte) Math.round(255 * share(kept, pixel) / peak);
    }
    return new MaskOverlay(alpha, peak);
  }

  private double share(int[] kept, int pixel) {
    return (double) kept[pixel] / seeing[pixel];
  }

  /** For each pixel, how many features of the kept blocks are computed from it. */
  private int[] featuresSeeing(BitSet blocks) {
    int[] keptAt = new int[positions]; // all channels see the same pixels
    blocks
        .get(0, grid.blocks()) // a record may have stray bits
        .stream()
        .forEach(
            block -> {
              for (int offset = 0; offset < grid.dimension(); offset++) {
                keptAt[grid.featureIndex(block, offset) % positions]++;
              }
            });
    int width = shape.input().width();
    int[] pixels = new int[shape.input().height() * width];
    for (int position = 0; position < positions; position++) {
      ReceptiveField field = shape.receptiveField(position);
      for (int row = field.rows().first(); row <= field.rows().last(); row++) {
        for (int column = field.columns().first(); column <= field.columns().last(); column++) {
          pixels[row * width + column] += keptAt[position];
        }
      }
    }
    return pixels;
  }
}
