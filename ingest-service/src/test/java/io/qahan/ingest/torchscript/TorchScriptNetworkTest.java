package io.qahan.ingest.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.conv.PixelRange;
import io.qahan.ingest.conv.ReceptiveField;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptNetworkTest {
  /** What PyTorch 1.13 in Python gives for pixels 0, 4, 8 ... 252, as (pixel - 127) / 128. */
  private static final double[] BY_PYTHON = {
    1.889974, 1.727697, 1.565421, 1.403144, 0, 0, 0, 0, 0, 0, 0, 0, 0.199340, 0.224179, 0.249019,
    0.273859, 0, 0, 0, 0, 1.847379, 2.055742, 2.264107, 2.472471
  };

  @Test
  void shouldGiveWhatPythonGives() throws Exception {
    try (TorchScriptNetwork network = SmallNetworks.of("small").open()) {
      float[] features = network.features(image(i -> 4 * i));
      assertThat(features).hasSize(BY_PYTHON.length);
      for (int i = 0; i < features.length; i++) {
        assertThat((double) features[i]).isCloseTo(BY_PYTHON[i], within(1e-5));
      }
      assertThat(network.shape()).isEqualTo(SmallNetworks.SHAPE);
      assertThat(network.version()).matches("small-[0-9a-f]{8}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "one-by-one", "mixing"})
  void shouldGiveForManyWhatItGivesForEach(String name) throws Exception {
    List<PixelImage> images = IntStream.range(0, 7).mapToObj(n -> image(i -> i * n)).toList();
    try (TorchScriptNetwork network = SmallNetworks.of(name).open()) {
      assertThat(network.takesBatches()).isEqualTo(name.equals("small"));
      float[][] together = network.features(images);
      assertThat(together).hasDimensions(7, 24);
      for (int n = 0; n < 7; n++) {
        assertThat(together[n]).containsExactly(network.features(images.get(n)), within(1e-5f));
      }
      assertThat(network.features(List.of())).isEmpty();
    }
  }

  @Test
  void shouldFindOutItsShapeByRunningIt() throws Exception {
    assertThat(shapeOf("small")).isEqualTo(SmallNetworks.SHAPE).hasToString("3x2x4");
    assertThatThrownBy(() -> shapeOf("flat"))
        .isInstanceOf(UnusableNetworkException.class)
        .hasMessageContaining("(1, 24)")
        .hasMessageContaining("N x C x H x W");
    assertThatThrownBy(() -> shapeOf("broken"))
        .isInstanceOf(UnusableNetworkException.class)
        .hasMessageContaining("[NaN]")
        .hasMessageContaining("check its weights");
    ImageShape colour = new ImageShape(3, 8, 8);
    assertThatThrownBy(
            () ->
                TorchScriptNetwork.shapeOf(
                    SmallNetworks.file("small"), colour, Normalisation.of(colour)))
        .isInstanceOf(UnusableNetworkException.class)
        .hasMessageContaining("cannot take (1, 3, 8, 8)")
        .hasMessageContaining("to have 1 channels, but got 3 channels instead");
  }

  private static FeatureMap shapeOf(String name) throws Exception {
    return TorchScriptNetwork.shapeOf(
        SmallNetworks.file(name), SmallNetworks.INPUT, SmallNetworks.PIXELS);
  }

  @Test
  void shouldRefuseANetworkThatGivesAnotherShapeThanItSays() throws Exception {
    FeatureMap other = new FeatureMap(SmallNetworks.INPUT, 3, 4, 2);
    TorchScript lying =
        new TorchScript("lying", "", other, SmallNetworks.PIXELS, SmallNetworks.file("small"));
    assertThatThrownBy(lying::open)
        .isInstanceOf(UnusableNetworkException.class)
        .hasMessageContaining("(1, 3, 2, 4)")
        .hasMessageContaining("(1, 3, 4, 2)");
    assertThatThrownBy(SmallNetworks.of("broken")::open)
        .isInstanceOf(UnusableNetworkException.class)
        .hasMessageContaining("[NaN]");
  }

  @Test
  void shouldRefuseWhatIsNoTorchScript() throws Exception {
    byte[] whole = SmallNetworks.file("small");
    for (byte[] file : List.of(Arrays.copyOf(whole, 2000), new byte[] {1, 2, 3})) {
      assertThatThrownBy(
              () ->
                  new TorchScript("cut", "", SmallNetworks.SHAPE, SmallNetworks.PIXELS, file)
                      .open())
          .isInstanceOf(UnusableNetworkException.class)
          .hasMessageContaining("PyTorch cannot load the network (")
          .hasMessageContaining("torch.jit.trace");
    }
    assertThatThrownBy(
            () ->
                new TorchScript("none", "", SmallNetworks.SHAPE, SmallNetworks.PIXELS, new byte[0]))
        .hasMessageContaining("[0] bytes");
  }

  @Test
  void shouldSayWhatHeapALargeNetworkTakes() {
    assertThat(TorchScript.faultOfSize(100L << 20, 640L << 20)).isEmpty();
    assertThat(TorchScript.faultOfSize(342L << 20, 640L << 20).orElseThrow())
        .contains("[358612992] bytes", "at least 1368 MiB", "has 640", "QAHAN_OPTS=-Xmx1369m");
    assertThat(TorchScript.faultOfSize(1L << 30, 64L << 30).orElseThrow())
        .contains("from 1 to 536870912", "smaller network");
  }

  @Test
  void shouldRefuseAnImageOfAnotherShape() throws Exception {
    PixelImage large = PixelImage.of(ImageShape.MNIST, new byte[784]);
    try (TorchScriptNetwork network = SmallNetworks.of("small").open()) {
      assertThatThrownBy(() -> network.features(large))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1x28x28]")
          .hasMessageContaining("1x8x8");
    }
  }

  /** Gradients are off in the thread that started PyTorch; here it is another. */
  @Test
  void shouldLeaveNothingBehindInAnyThread() throws Exception {
    List<PixelImage> images = IntStream.range(0, 16).mapToObj(n -> image(i -> i * n)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TorchScriptNetwork network = SmallNetworks.of("small").open()) {
      float[][] expected = network.features(images);
      int before = network.nativeArrays();
      List<Future<float[][]>> passes =
          IntStream.range(0, 200)
              .mapToObj(i -> threads.submit(() -> network.features(images)))
              .toList();
      for (Future<float[][]> pass : passes) {
        assertThat(pass.get()).isDeepEqualTo(expected);
      }
      assertThat(network.nativeArrays()).isEqualTo(before);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldHaveAVersionOfFileShapesAndNormalisation() throws Exception {
    TorchScript small = SmallNetworks.of("small");
    assertThat(SmallNetworks.of("small").version()).isEqualTo(small.version());
    TorchScript others =
        new TorchScript(
            "small",
            "another origin",
            SmallNetworks.SHAPE,
            Normalisation.of(SmallNetworks.INPUT),
            small.file());
    assertThat(others.version()).startsWith("small-").isNotEqualTo(small.version());
    assertThat(others.sha256()).isEqualTo(small.sha256()).hasSize(64);
  }

  /** A place of the map stands for its share of the image. */
  @Test
  void shouldShowAFeatureWhereItLiesInTheImage() {
    assertThat(SmallNetworks.SHAPE.receptiveField(0)).isEqualTo(field(0, 3, 0, 1));
    assertThat(SmallNetworks.SHAPE.receptiveField(8 + 7)).isEqualTo(field(4, 7, 6, 7));
    FeatureMap uneven = new FeatureMap(new ImageShape(3, 10, 7), 5, 3, 2);
    assertThat(uneven.receptiveField(0)).isEqualTo(field(0, 2, 0, 2));
    assertThat(uneven.receptiveField(3)).isEqualTo(field(3, 5, 3, 6));
    assertThat(uneven.receptiveField(4)).isEqualTo(field(6, 9, 0, 2));
    FeatureMap fine = new FeatureMap(new ImageShape(1, 2, 2), 1, 4, 1);
    assertThat(fine.receptiveField(1)).isEqualTo(field(0, 0, 0, 1));
    assertThat(fine.receptiveField(3)).isEqualTo(field(1, 1, 0, 1));
  }

  private static ReceptiveField field(int top, int bottom, int left, int right) {
    return new ReceptiveField(new PixelRange(top, bottom), new PixelRange(left, right));
  }

  private static PixelImage image(IntUnaryOperator values) {
    byte[] pixels = new byte[64];
    for (int i = 0; i < 64; i++) {
      pixels[i] = (byte) values.applyAsInt(i);
    }
    return PixelImage.of(SmallNetworks.INPUT, pixels);
  }
}
