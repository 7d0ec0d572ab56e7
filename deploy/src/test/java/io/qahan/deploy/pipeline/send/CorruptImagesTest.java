package io.qahan.deploy.pipeline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorruptImagesTest {
  private final Codec<Image> codec = Codecs.singleObject(new TopicNames("test.")).of(Topics.IMAGES);
  private final CorruptImages corrupt = new CorruptImages(codec, ImageShape.MNIST, 7);
  private final ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);

  @Test
  void shouldMakeRecordsThatNoPipelineCanUseAndOfManyKinds() {
    Set<String> causes = new HashSet<>();
    for (int i = 0; i < 24; i++) {
      byte[] record = corrupt.get(i, Instant.EPOCH);

      Throwable refusal =
          catchThrowable(() -> decoder.decode(EncodedImage.of(codec.decode(record))));

      assertThat(refusal)
          .as("kind %d", i % 8)
          .isInstanceOfAny(UndecodableImageException.class, UndecodableRecordException.class);
      causes.add(
          refusal instanceof UndecodableImageException image
              ? image.reason().slug()
              : "undecodable");
    }
    assertThat(causes).hasSizeGreaterThanOrEqualTo(6);
  }
}
