package io.qahan.ingest.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.Arrays;
import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
  @Test
  void shouldSpanThirteenPixelsInTheMiddleAndFewerAtTheEdge() {
    assertThat(ConvShape.MNIST.receptiveField(3 * 7 + 2))
        .isEqualTo(new ReceptiveField(new PixelRange(6, 18), new PixelRange(2, 14)));
    assertThat(ConvShape.MNIST.receptiveField(0))
        .isEqualTo(new ReceptiveField(new PixelRange(0, 6), new PixelRange(0, 6)));
    assertThat(ConvShape.MNIST.receptiveField(6 * 7 + 6))
        .isEqualTo(new ReceptiveField(new PixelRange(18, 27), new PixelRange(18, 27)));
  }

  @Test
  void shouldBeTheSameInEveryChannel() {
    ConvShape shape = ConvShape.CIFAR10;
    int positions = shape.featureHeight() * shape.featureWidth();
    for (int feature = 0; feature < shape.features(); feature++) {
      assertThat(shape.receptiveField(feature))
          .isEqualTo(shape.receptiveField(feature % positions));
    }
  }

  @Test
  void shouldRefuseAFeatureThatIsNotThere() {
    assertThatThrownBy(() -> ConvShape.MNIST.receptiveField(3136))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Walks from each feature over every tap of both kernels, as the convolution does. */
  @Property(tries = 60)
  void shouldBeWhatTheTapsOfBothKernelsReach(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    ConvShape shape = new ConvShape(new ImageShape(1, height, width), 1, 1);
    for (int feature = 0; feature < shape.features(); feature++) {
      BitSet rows = reached(feature / shape.featureWidth(), height);
      BitSet columns = reached(feature % shape.featureWidth(), width);
      ReceptiveField field = shape.receptiveField(feature);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          assertThat(field.contains(row, column)).isEqualTo(rows.get(row) && columns.get(column));
        }
      }
    }
  }

  @Test
  void shouldHoldExactlyThePixelsThatMoveTheFeatureOfARealConvStack() {
    ConvShape shape = new ConvShape(new ImageShape(1, 11, 14), 2, 3);
    float[] positive = new float[ConvTensor.totalSize(shape)];
    Arrays.fill(positive, 0.01f); // positive all the way: no ReLU hides a pixel
    byte[] bright = new byte[shape.input().size()];
    Arrays.fill(bright, (byte) 255);
    try (ConvStack stack = new ConvStack(new ConvWeights(shape, "ones", "test", positive))) {
      float[] before = stack.features(PixelImage.of(shape.input(), bright));
      for (int pixel = 0; pixel < bright.length; pixel++) {
        byte[] changed = bright.clone();
        changed[pixel] = (byte) 200;
        float[] after = stack.features(PixelImage.of(shape.input(), changed));
        for (int feature = 0; feature < after.length; feature++) {
          assertThat(before[feature] - after[feature] > 1e-6)
              .as("feature %d, pixel %d", feature, pixel)
              .isEqualTo(shape.receptiveField(feature).contains(pixel / 14, pixel % 14));
        }
      }
    }
  }

  private static BitSet reached(int output, int side) {
    BitSet reached = new BitSet();
    for (int second = 0; second < ConvShape.KERNEL; second++) {
      int hidden = 2 * output - 2 + second;
      for (int first = 0; first < ConvShape.KERNEL && hidden >= 0; first++) {
        int input = 2 * hidden - 2 + first;
        if (hidden < (side + 1) / 2 && input >= 0 && input < side) {
          reached.set(input);
        }
      }
    }
    return reached;
  }
}
