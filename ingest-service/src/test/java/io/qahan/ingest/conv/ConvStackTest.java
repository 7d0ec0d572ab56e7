package io.qahan.ingest.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConvStackTest {

  @Test
  void shouldGiveTheFeaturesOfAPlainConvolution() {
    ConvShape shape = new ConvShape(new ImageShape(3, 9, 7), 4, 5);
    PixelImage image = image(shape.input(), 1);
    try (ConvStack stack = ConvStack.random(shape, 7)) {
      ConvWeights weights = stack.weights();
      double[] hidden =
          convolution(
              toDoubles(image.scaled()),
              3,
              9,
              7,
              weights.tensor(ConvTensor.CONV1_WEIGHT),
              weights.tensor(ConvTensor.CONV1_BIAS));
      double[] expected =
          convolution(
              hidden,
              4,
              5,
              4,
              weights.tensor(ConvTensor.CONV2_WEIGHT),
              weights.tensor(ConvTensor.CONV2_BIAS));
      float[] features = stack.features(image);
      assertThat(features).hasSize(shape.features()).hasSize(5 * 3 * 2);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) features[i]).isCloseTo(expected[i], within(1e-5));
      }
    }
  }

  @Test
  void shouldGive3136FeaturesForMnistAnd4096ForCifar10() {
    assertThat(ConvShape.MNIST.features()).isEqualTo(3136);
    assertThat(ConvShape.CIFAR10.features()).isEqualTo(4096);
    try (ConvStack mnist = ConvStack.random(ConvShape.MNIST, 1);
        ConvStack cifar10 = ConvStack.random(ConvShape.CIFAR10, 1)) {
      assertThat(mnist.features(image(ImageShape.MNIST, 1))).hasSize(3136);
      assertThat(cifar10.features(image(ImageShape.CIFAR10, 1))).hasSize(4096);
    }
  }

  @Test
  void shouldGiveTheSameFeaturesInABatchAsOneByOne() {
    try (ConvStack stack = ConvStack.random(ConvShape.MNIST, 1)) {
      List<PixelImage> images =
          IntStream.range(0, 5).mapToObj(i -> image(ImageShape.MNIST, i)).toList();
      float[][] batch = stack.features(images);
      for (int i = 0; i < images.size(); i++) {
        assertThat(batch[i]).containsExactly(stack.features(images.get(i)), within(1e-5f));
      }
    }
  }

  @Test
  void shouldGiveTheSameFeaturesToEveryThread() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ConvStack stack = ConvStack.random(ConvShape.MNIST, 1)) {
      PixelImage image = image(ImageShape.MNIST, 1);
      float[] expected = stack.features(image);
      List<Future<float[]>> answers =
          Stream.generate(() -> threads.submit(() -> stack.features(image))).limit(200).toList();
      for (Future<float[]> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldHoldNoNativeArraysAfterManyPasses() {
    try (ConvStack stack = ConvStack.random(ConvShape.MNIST, 1)) {
      PixelImage image = image(ImageShape.MNIST, 1);
      stack.features(image);
      int held = stack.nativeArrays();
      for (int pass = 0; pass < 3000; pass++) {
        stack.features(image);
      }
      assertThat(stack.nativeArrays()).isEqualTo(held).isEqualTo(ConvTensor.values().length);
    }
  }

  @Test
  void shouldRefuseAnImageOfAnotherShape() {
    try (ConvStack stack = ConvStack.random(ConvShape.MNIST, 1)) {
      assertThatThrownBy(() -> stack.features(image(ImageShape.CIFAR10, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3x32x32")
          .hasMessageContaining("1x28x28");
    }
  }

  @Test
  void shouldGiveTheWeightsBackFromABlock() {
    ConvWeights weights = ConvWeights.random(ConvShape.MNIST, 3);
    try (NDManager manager = PyTorchEngine.newManager()) {
      Block block = ConvBlock.of(weights, manager);
      ConvWeights back =
          ConvBlock.weights(block, ConvShape.MNIST, weights.name(), weights.origin());
      assertThat(back.sha256()).isEqualTo(weights.sha256());
    }
  }

  @Test
  void shouldReadTheStackThatShips() {
    try (ConvStack stack = ConvStack.loadResource("io/qahan/ingest/conv/mnist.safetensors")) {
      assertThat(stack.version()).startsWith("mnist-");
      assertThat(stack.shape()).isEqualTo(ConvShape.MNIST);
      float[] features = stack.features(image(ImageShape.MNIST, 1));
      assertThat(features).hasSize(3136);
      for (float feature : features) {
        assertThat(feature).isFinite().isNotNegative();
      }
    }
  }

  @Test
  void shouldWarnUnlessOpenMpIsLimitedToOneThread() {
    assertThat(PyTorchEngine.oversubscribes(null)).isTrue();
    assertThat(PyTorchEngine.oversubscribes("2")).isTrue();
    assertThat(PyTorchEngine.oversubscribes(" 1")).isFalse();
  }

  private static PixelImage image(ImageShape shape, long seed) {
    byte[] pixels = new byte[shape.size()];
    new Random(seed).nextBytes(pixels);
    return PixelImage.of(shape, pixels);
  }

  private static double[] toDoubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** 5 x 5, stride 2, padding 2, then ReLU, written out. */
  private static double[] convolution(
      double[] input, int channels, int height, int width, float[] kernels, float[] biases) {
    int outHeight = (height + 1) / 2;
    int outWidth = (width + 1) / 2;
    double[] output = new double[biases.length * outHeight * outWidth];
    for (int o = 0; o < biases.length; o++) {
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          double sum = biases[o];
          for (int c = 0; c < channels; c++) {
            for (int ky = 0; ky < 5; ky++) {
              for (int kx = 0; kx < 5; kx++) {
                int iy = 2 * y + ky - 2;
                int ix = 2 * x + kx - 2;
                if (iy >= 0 && iy < height && ix >= 0 && ix < width) {
                  sum +=
                      input[(c * height + iy) * width + ix]
                          * kernels[((o * channels + c) * 5 + ky) * 5 + kx];
                }
              }
            }
          }
          output[(o * outHeight + y) * outWidth + x] = Math.max(0, sum);
        }
      }
    }
    return output;
  }
}
