package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger convolved = new AtomicInteger();
  private long nanos;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldTakeImagesOfTheModelsShapeAllTheWay(int channels) {
    int done = warmUp(channels, Objective.SALIENT, WarmUpTest::features, 0).run(LONG);

    // The first round is the quickest by this clock: after it, 512 images that are no quicker.
    assertThat(done).isEqualTo(32 + 512);
    assertThat(convolved).hasValue(done);
  }

  @ParameterizedTest
  @EnumSource(Objective.class)
  void shouldTakeThemAllTheWayForEveryObjective(Objective objective) {
    assertThat(warmUp(1, objective, WarmUpTest::features, 0).run(LONG)).isEqualTo(32 + 512);
  }

  @Test
  void shouldEndWhenTimeIsUp() {
    long aSecond = Duration.ofSeconds(1).toNanos();

    assertThat(
            warmUp(1, Objective.SALIENT, WarmUpTest::features, aSecond).run(Duration.ofSeconds(2)))
        .isEqualTo(32);
  }

  @Test
  void shouldLeaveAFaultToTheImagesThatComeLater() {
    assertThat(
            warmUp(
                    1,
                    Objective.SALIENT,
                    image -> {
                      throw new IllegalStateException("the network is broken");
                    },
                    0)
                .run(LONG))
        .isEqualTo(1);
  }

  private WarmUp warmUp(
      int channels, Objective objective, Function<PixelImage, float[]> features, long nanosALook) {
    ConvShape shape = new ConvShape(new ImageShape(channels, 8, 8), 2, 4);
    ImageModel model =
        new ImageModel(
            "",
            new ImageDecoder(shape.input(), ImageLimits.DEFAULT),
            shape,
            "conv",
            images -> batch(images, features),
            new MaskTerms(BlockGrid.finest(shape.features()), objective, 1, 1, 3),
            ClassNames.numbered(3));
    ServingModels models = TopologyFixture.serving(model);
    return new WarmUp(new TopicNames("t."), models, () -> nanos += nanosALook);
  }

  private static float[] features(PixelImage image) {
    return Arrays.copyOf(image.scaled(), 16);
  }

  private float[][] batch(List<PixelImage> images, Function<PixelImage, float[]> features) {
    convolved.addAndGet(images.size());
    return images.stream().map(features).toArray(float[][]::new);
  }
}
