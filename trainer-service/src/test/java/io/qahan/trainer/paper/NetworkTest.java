package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.image.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final ConvShape SMALL = new ConvShape(new ImageShape(1, 8, 8), 3, 4);
  private static final int[] LABELS = {0, 1, 2, 1};

  private static float[] pixels() {
    float[] pixels = new float[LABELS.length * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = LABELS[i / 64] == i % 64 % 3 ? 1 : -1;
    }
    return pixels;
  }

  private static Network network(double dropout) {
    Hyperparameters hyper = new Hyperparameters(1, LABELS.length, 0.01, dropout, 1);
    return new Network(SMALL, 3, Attention.Kind.NONE.create(), hyper);
  }

  @Test
  void shouldStartNearChanceAndLearnABatchByHeart() {
    try (Network network = network(0)) {
      assertThat(network.step(pixels(), LABELS).loss()).isCloseTo(Math.log(3), within(0.5));
      for (int i = 0; i < 200; i++) {
        network.step(pixels(), LABELS);
      }
      Score last = network.step(pixels(), LABELS);
      assertThat(last.loss()).isLessThan(0.05);
      assertThat(last.accuracy()).isEqualTo(1);
    }
  }

  @Test
  void shouldTrainTheConvolutionsToo() {
    try (Network network = network(0.5)) {
      float[] before = network.convWeights("a", "test").values();
      network.step(pixels(), LABELS);
      float[] after = network.convWeights("a", "test").values();
      assertThat(Arrays.mismatch(before, after)).isNotNegative();
    }
  }

  @Test
  void shouldHoldNoMoreNativeMemoryAfterManyStepsThanAfterOne() {
    try (Network network = network(0.5)) {
      network.step(pixels(), LABELS);
      int once = network.nativeArrays();
      for (int i = 0; i < 100; i++) {
        network.step(pixels(), LABELS);
      }
      assertThat(network.nativeArrays()).isEqualTo(once);
    }
  }
}
