package io.qahan.ingest.conv;

import java.util.Optional;

/** How features become the blocks that a mask keeps or drops. */
public enum BlockLayout {
  /** The vector as a square matrix, cut into l x m blocks (eqs. 8 and 9): the paper's. */
  SQUARE,
  /** The vector in l x m equal runs, for any number of features. */
  ROWS,
  /**
   * A block is one place of the feature map with all its channels, n = H x W and d = C: what the
   * hard-attention literature means, and what can be drawn on the image. Blocks above and below
   * each other are neighbours too.
   */
  SPATIAL;

  /**
   * The grid over such features.
   *
   * @param size l x m; if empty, one feature a block, or for SPATIAL the feature map's height and
   *     width, which is the only size that it takes
   * @throws IllegalArgumentException if the features cannot be cut so
   */
  public BlockGrid over(FeatureShape shape, Optional<GridSize> size) {
    return over(shape.outputChannels(), shape.featureHeight(), shape.featureWidth(), size);
  }

  private BlockGrid over(int channels, int height, int width, Optional<GridSize> size) {
    int features = Math.multiplyExact(channels, Math.multiplyExact(height, width));
    GridSize finest =
        switch (this) {
          case SQUARE -> square(features);
          case ROWS -> new GridSize(features, 1);
          case SPATIAL -> new GridSize(height, width);
        };
    GridSize chosen = size.orElse(finest);
    if (this == SPATIAL && !chosen.equals(finest)) {
      throw new IllegalArgumentException(
          "block grid [%s] for a feature map of %s; leave it out, as a spatial block is one place"
              .formatted(chosen, finest));
    }
    return new BlockGrid(this, chosen.rows(), chosen.columns(), features);
  }

  private static GridSize square(int features) {
    int side = BlockGrid.sideOf(features);
    return new GridSize(side, side);
  }
}
