package io.qahan.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainCodecTest {
  private final Codecs codecs = Codecs.singleObject(new TopicNames("t."));
  private final Codec<Label> labels = codecs.of(Topics.LABELS);
  private final Codec<Image> images = codecs.of(Topics.IMAGES);

  @Test
  void shouldReadALabelInJson() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    Label label = labels.decode("{\"class\": 7, \"by\": \"eva\"}".getBytes(UTF_8));

    assertThat(label.getLabel()).isEqualTo(7);
    assertThat(label.getSource()).isEqualTo("eva");
    assertThat(label.getEventTime()).isBetween(before, Instant.now().plusSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "{\"class\": \"star\"}",
        "{\"class\": -1}",
        "{\"class\": 1.5}",
        "{\"class\": 99999999999}",
        "7",
        ""
      })
  void shouldRefuseWhatIsNoLabel(String json) {
    assertThatThrownBy(() -> labels.decode(json.getBytes(UTF_8)))
        .isInstanceOf(UndecodableRecordException.class);
  }

  @Test
  void shouldReadBareFiles() throws Exception {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10};
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0};

    assertThat(images.decode(png).getEncoding()).isEqualTo(ImageEncoding.PNG);
    assertThat(images.decode(png).getContent().array()).isEqualTo(png);
    assertThat(images.decode(png).getShape()).isEmpty();
    assertThat(images.decode(jpeg).getEncoding()).isEqualTo(ImageEncoding.JPEG);
    assertThatThrownBy(() -> images.decode("GIF89a".getBytes(UTF_8)))
        .isInstanceOf(UndecodableRecordException.class);
  }

  @Test
  void shouldWriteAvroAndReadIt() throws Exception {
    Label label = new Label(3, "test", Instant.ofEpochMilli(5));
    assertThat(labels.encode(label)).startsWith(0xC3, 0x01);
    assertThat(labels.decode(labels.encode(label))).isEqualTo(label);
  }
}
