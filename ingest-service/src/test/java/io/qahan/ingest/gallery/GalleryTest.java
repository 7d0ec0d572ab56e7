package io.qahan.ingest.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.page.PageFixture;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static final ImageShape SHAPE = new ImageShape(1, 2, 2);

  private final Codec<Image> codec = Codecs.singleObject(new TopicNames("t.")).of(Topics.IMAGES);
  private final ImageDecoder decoder = new ImageDecoder(SHAPE, ImageLimits.DEFAULT);
  private final Gallery gallery = new Gallery(codec, () -> decoder, 3, 1_000_000);

  @Test
  void shouldDecodeAnImageWhenItIsAskedFor() {
    gallery.accept(PageFixture.record("images", "a", image(1, 2, 3, 4)));

    assertThat(gallery.find("a").orElseThrow().pixels()).containsExactly(1, 2, 3, 4);
    assertThat(gallery.find("b")).isEmpty();
  }

  @Test
  void shouldHaveNothingToShowOfBadImages() {
    gallery.accept(PageFixture.record("images", "short", image(1, 2, 3)));
    gallery.accept(PageFixture.record("images", "bytes", new byte[] {1, 2, 3}));
    gallery.accept(new ConsumerRecord<>("images", 0, 0, null, image(1, 2, 3, 4)));
    gallery.accept(new ConsumerRecord<>("images", 0, 0, new byte[] {'n'}, null));

    assertThat(gallery.find("short")).isEmpty();
    assertThat(gallery.find("bytes")).isEmpty();
    assertThat(gallery.has("n")).isFalse();
  }

  @Test
  void shouldForgetTheOldestBeyondItsNumber() {
    for (String id : new String[] {"a", "b", "c", "d"}) {
      gallery.accept(PageFixture.record("images", id, image(1, 2, 3, 4)));
    }

    assertThat(gallery.has("a")).isFalse();
    assertThat(gallery.has("b")).isTrue();
    gallery.clear();
    assertThat(gallery.has("d")).isFalse();
  }

  @Test
  void shouldForgetTheOldestBeyondItsBytes() {
    int each = image(1, 2, 3, 4).length;
    Gallery small = new Gallery(codec, () -> decoder, 100, 2L * each);
    for (String id : new String[] {"a", "b", "b", "b", "c"}) { // one that is repeated counts once
      small.accept(PageFixture.record("images", id, image(1, 2, 3, 4)));
    }

    assertThat(small.has("a")).isFalse();
    assertThat(small.has("b")).isTrue();
    assertThat(small.has("c")).isTrue();
  }

  private byte[] image(int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return codec.encode(
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.wrap(pixels),
            List.of(1, 2, 2),
            "test",
            PageFixture.START,
            null));
  }
}
