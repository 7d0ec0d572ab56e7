package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.DecodeBudget;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class CostlyImagesTest {
  private static final byte[] LARGE = noise(new ImageShape(1, 600, 600));

  @Test
  void shouldDeadLetterAnImageThatTakesTooLongAndAnswerTheNextOne() {
    shouldPassOver(new ByteBudget(100 << 20), Duration.ofMillis(1), "decode-timeout");
  }

  @Test
  void shouldDeadLetterAnImageThatTakesTooMuchMemoryAndAnswerTheNextOne() {
    shouldPassOver(new ByteBudget(400 << 10), Duration.ofMinutes(1), "too-much-memory");
  }

  private static byte[] noise(ImageShape shape) {
    byte[] pixels = new byte[shape.size()];
    new Random(1).nextBytes(pixels);
    return ImageEncoder.png(PixelImage.of(shape, pixels)).content();
  }

  private static void shouldPassOver(ByteBudget memory, Duration time, String cause) {
    ImageLimits limits = ImageLimits.DEFAULT.with(OtherSize.RESIZE);
    try (DecodeBudget budget = new DecodeBudget(memory, time, 1);
        TopologyFixture ingest = new TopologyFixture(limits, budget)) {
      ingest.send(Topics.IMAGES, "large", TopologyFixture.image(LARGE, null));
      ingest.sendImage("small");

      assertThat(ingest.requests()).hasSize(1);
      List<TestRecord<byte[], byte[]>> letters = ingest.deadLetters(Topics.IMAGES);
      assertThat(letters).hasSize(1);
      assertThat(letters.get(0).headers().lastHeader(DeadLetter.CAUSE).value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(cause);
    }
  }
}
