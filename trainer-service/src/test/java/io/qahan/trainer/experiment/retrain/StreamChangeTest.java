package io.qahan.trainer.experiment.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import org.junit.jupiter.api.Test;

class StreamChangeTest {
  private static final ImageShape RGB = new ImageShape(3, 1, 2);

  private final PixelImage image =
      PixelImage.of(RGB, new byte[] {100, (byte) 200, 50, 60, 100, (byte) 200});

  @Test
  void shouldTurnColoursLittleByLittle() {
    PixelImage half = StreamChange.COLOUR.of(image, 1, 0.5);
    assertThat(values(half)).containsExactly(140, 255, 50, 60, 65, 130);
    PixelImage whole = StreamChange.COLOUR.of(image, 1, 1);
    assertThat(values(whole)).containsExactly(180, 255, 50, 60, 30, 60);
    assertThat(StreamChange.COLOUR.canBe(RGB)).isTrue();
    assertThat(StreamChange.COLOUR.canBe(ImageShape.MNIST)).isFalse();
    assertThat(StreamChange.CAMERA.canBe(ImageShape.MNIST)).isTrue();
  }

  @Test
  void shouldInvertAtOnceAndRepeatWhatIsRandomBySeed() {
    assertThat(values(StreamChange.CONTRAST.of(image, 1, 0.1)))
        .containsExactly(155, 55, 205, 195, 155, 55);
    assertThat(values(StreamChange.CAMERA.of(image, 7, 1)))
        .isEqualTo(values(StreamChange.CAMERA.of(image, 7, 0.1)))
        .isNotEqualTo(values(StreamChange.CAMERA.of(image, 8, 1)));
  }

  @Test
  void shouldKeepTheLastClassForLaterWhereItIsNew() {
    assertThat(StreamChange.NEW_CLASS.isThereBefore(9, 10)).isFalse();
    assertThat(StreamChange.NEW_CLASS.isThereBefore(8, 10)).isTrue();
    assertThat(StreamChange.COLOUR.isThereBefore(9, 10)).isTrue();
    assertThat(values(StreamChange.NEW_CLASS.of(image, 1, 1))).isEqualTo(values(image));
  }

  @Test
  void shouldBeFoundByItsName() {
    for (StreamChange change : StreamChange.values()) {
      assertThat(StreamChange.of(change.slug())).isEqualTo(change);
    }
    assertThatThrownBy(() -> StreamChange.of("weather"))
        .hasMessageContaining("[weather]")
        .hasMessageContaining("contrast, camera, colour, new-class");
  }

  private static int[] values(PixelImage image) {
    byte[] pixels = image.pixels();
    int[] values = new int[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels[i] & 0xFF;
    }
    return values;
  }
}
