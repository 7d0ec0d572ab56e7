package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.image.ImageShape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 24);

  private final float[] picture = picture();

  private static float[] picture() {
    float[] values = new float[SHAPE.size()];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private float[] seen(String augmentation, long seed, int epoch, int image) {
    float[] values = new float[SHAPE.size() + 5];
    System.arraycopy(picture, 0, values, 5, picture.length);
    Augmentation.parse(augmentation).apply(values, 5, SHAPE, seed, epoch, image);
    assertThat(Arrays.copyOf(values, 5)).containsOnly(0f);
    return Arrays.copyOfRange(values, 5, values.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "crop", "rotate", "flip,crop,rotate"})
  void shouldDependOnSeedEpochAndImageAndNothingElse(String augmentation) {
    Set<Integer> different = new HashSet<>();
    for (long seed = 1; seed <= 2; seed++) {
      for (int epoch = 1; epoch <= 4; epoch++) {
        for (int image = 0; image < 4; image++) {
          float[] once = seen(augmentation, seed, epoch, image);
          assertThat(seen(augmentation, seed, epoch, image)).isEqualTo(once);
          different.add(Arrays.hashCode(once));
        }
      }
    }
    assertThat(different).hasSizeGreaterThan(augmentation.equals("flip") ? 1 : 15);
  }

  @Test
  void shouldFlipAboutHalfOfTheImagesExactly() {
    float[] mirrored = new float[picture.length];
    for (int row = 0; row < 3 * 16; row++) {
      for (int x = 0; x < 24; x++) {
        mirrored[row * 24 + x] = picture[row * 24 + 23 - x];
      }
    }
    int flipped = 0;
    for (int image = 0; image < 400; image++) {
      float[] seen = seen("flip", 1, 1, image);
      boolean is = Arrays.equals(seen, mirrored);
      assertThat(is || Arrays.equals(seen, picture)).isTrue();
      flipped += is ? 1 : 0;
    }
    assertThat(flipped).isBetween(160, 240);
  }

  @Test
  void shouldMoveByWholePixelsNoFurtherThanAnEighthAndRepeatTheEdge() {
    Set<String> moves = new HashSet<>();
    for (int image = 0; image < 400; image++) {
      float[] seen = seen("crop", 1, 1, image);
      String move = null;
      for (int down = -2; down <= 2; down++) {
        for (int across = -3; across <= 3; across++) {
          move = Arrays.equals(seen, moved(across, down)) ? across + "," + down : move;
        }
      }
      assertThat(move).isNotNull();
      moves.add(move);
    }
    assertThat(moves).hasSize(5 * 7);
  }

  private float[] moved(int across, int down) {
    float[] moved = new float[picture.length];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 24; x++) {
          int fromY = Math.max(0, Math.min(15, y + down));
          int fromX = Math.max(0, Math.min(23, x + across));
          moved[(c * 16 + y) * 24 + x] = picture[(c * 16 + fromY) * 24 + fromX];
        }
      }
    }
    return moved;
  }

  /** A ramp turned is a ramp: its middle stays, its slope turns by no more than 15 degrees. */
  @Test
  void shouldTurnAboutTheMiddle() {
    ImageShape shape = new ImageShape(1, 33, 33);
    double steepest = 0;
    for (int image = 0; image < 100; image++) {
      float[] ramp = new float[33 * 33];
      for (int i = 0; i < ramp.length; i++) {
        ramp[i] = (i % 33 - 16) / 16f;
      }
      Augmentation.parse("rotate").apply(ramp, 0, shape, 1, 1, image);
      assertThat(ramp[16 * 33 + 16]).isCloseTo(0, within(1e-6f));
      double slope = (ramp[20 * 33 + 16] - ramp[12 * 33 + 16]) / 8 * 16;
      steepest = Math.max(steepest, Math.abs(slope));
    }
    assertThat(steepest).isBetween(0.2, Math.sin(Math.toRadians(15)) + 1e-6);
  }

  @Test
  void shouldLeaveImagesAloneUnlessAsked() {
    assertThat(seen("none", 1, 1, 1)).isEqualTo(picture);
    assertThat(seen("", 1, 1, 1)).isEqualTo(picture);
    assertThat(Augmentation.parse("rotate, flip").arguments()).isEqualTo(" --augment flip,rotate");
    assertThat(Augmentation.NONE.arguments()).isEmpty();
  }

  @Test
  void shouldNameWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Augmentation.parse("flip,mixup"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[mixup]")
        .hasMessageContaining("flip, crop and rotate");
  }
}
