package io.qahan.ingest.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.torchscript.FeatureMap;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MaskOverlaysTest {
  private static final ConvShape SHAPE = ConvShape.MNIST;

  @Test
  void shouldShineOnTheReceptiveFieldOfTheOneKeptFeature() {
    BitSet mask = new BitSet();
    mask.set(5 * 49 + 3 * 7 + 3); // channel 5, middle position
    MaskOverlay overlay = new MaskOverlays(SHAPE, BlockGrid.finest(3136)).of(mask);

    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        boolean seen = row >= 6 && row <= 18 && column >= 6 && column <= 18;
        assertThat(overlay.alpha()[row * 28 + column] != 0).isEqualTo(seen);
      }
    }
    assertThat(overlay.peak()).isCloseTo(1.0 / (64 * 9), within(1e-12)); // 3 x 3 positions see it
  }

  /** Of a network whose inside nobody knows: a kept place is a cell of the image. */
  @Test
  void shouldDrawSpatialMasksAsCellsOverTheImage() {
    FeatureMap map = new FeatureMap(new ImageShape(3, 96, 96), 5, 3, 3);
    BlockGrid grid = BlockLayout.SPATIAL.over(map, Optional.empty());
    BitSet mask = new BitSet();
    mask.set(1); // top, middle
    mask.set(6); // bottom, left
    MaskOverlay overlay = new MaskOverlays(map, grid).of(mask);

    assertThat(overlay.peak()).isEqualTo(1);
    for (int row = 0; row < 96; row++) {
      for (int column = 0; column < 96; column++) {
        int cell = row / 32 * 3 + column / 32;
        assertThat(overlay.alpha()[row * 96 + column]).isEqualTo((byte) (mask.get(cell) ? 255 : 0));
      }
    }
  }

  @Test
  void shouldShineEverywhereAlikeWhenAllIsKept() {
    BlockGrid grid = new BlockGrid(14, 14, 3136);
    BitSet all = new BitSet();
    all.set(0, grid.blocks());
    MaskOverlay overlay = new MaskOverlays(SHAPE, grid).of(all);

    assertThat(overlay.peak()).isEqualTo(1);
    assertThat(overlay.alpha()).hasSize(784).containsOnly((byte) 255);
  }

  @Test
  void shouldStayDarkWhenNothingIsKept() {
    MaskOverlay overlay = new MaskOverlays(SHAPE, BlockGrid.finest(3136)).of(new BitSet());

    assertThat(overlay.peak()).isZero();
    assertThat(overlay.alpha()).containsOnly((byte) 0);
  }

  @Test
  void shouldIgnoreBitsBeyondTheGrid() {
    BitSet stray = new BitSet();
    stray.set(3136, 3200);

    assertThat(new MaskOverlays(SHAPE, BlockGrid.finest(3136)).of(stray).peak()).isZero();
  }

  @Test
  void shouldRefuseAGridOverOtherFeatures() {
    assertThatThrownBy(() -> new MaskOverlays(SHAPE, BlockGrid.finest(4096)))
        .hasMessageContaining("[4096]")
        .hasMessageContaining("3136");
  }

  /** Counts, for every pixel, the kept features and all features, one by one. */
  @Property(tries = 12)
  void shouldGiveEachPixelItsShareOfKeptFeatures(@ForAll long seed) {
    Random random = new Random(seed);
    int[] divisors = {4, 7, 8, 14, 28, 56};
    BlockGrid grid =
        new BlockGrid(divisors[random.nextInt(6)], divisors[random.nextInt(6)], SHAPE.features());
    BitSet mask = new BitSet();
    for (int i = 0; i < 1 + random.nextInt(40); i++) {
      mask.set(random.nextInt(grid.blocks()));
    }
    BitSet features = new BitSet();
    for (int block = 0; block < grid.blocks(); block++) {
      for (int offset = 0; offset < grid.dimension() && mask.get(block); offset++) {
        features.set(grid.featureIndex(block, offset));
      }
    }

    MaskOverlay overlay = new MaskOverlays(SHAPE, grid).of(mask);

    double[] shares = new double[784];
    double peak = 0;
    for (int pixel = 0; pixel < 784; pixel++) {
      int kept = 0;
      int all = 0;
      for (int feature = 0; feature < SHAPE.features(); feature++) {
        if (SHAPE.receptiveField(feature).contains(pixel / 28, pixel % 28)) {
          all++;
          kept += features.get(feature) ? 1 : 0;
        }
      }
      shares[pixel] = (double) kept / all;
      peak = Math.max(peak, shares[pixel]);
    }
    assertThat(overlay.peak()).isCloseTo(peak, within(1e-12));
    for (int pixel = 0; pixel < 784; pixel++) {
      assertThat(overlay.alpha()[pixel] & 0xFF)
          .isEqualTo((int) Math.round(255 * shares[pixel] / peak));
    }
  }
}
