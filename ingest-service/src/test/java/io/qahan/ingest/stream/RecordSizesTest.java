package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSizesTest {
  private final TopologyFixture ingest = new TopologyFixture();

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldDeadLetterAnImageWhoseHeadersDoNotFitIntoItsAnswerAndAnswerTheNext() {
    ingest.sendBytes(
        Topics.IMAGES,
        bytes("large"),
        ingest.codecs.of(Topics.IMAGES).encode(TopologyFixture.image(TopologyFixture.png(1), null)),
        new RecordHeaders().add("exif", new byte[1_200_000]));
    ingest.sendImage("next");
    ingest.driver.advanceWallClockTime(TopologyFixture.DEADLINE);

    TestRecord<byte[], byte[]> letter = onlyLetterOf(Topics.IMAGES);
    assertThat(letter.key()).isEqualTo(bytes("large"));
    assertThat(header(letter, DeadLetter.CAUSE)).isEqualTo("too-large");
    assertThat(header(letter, DeadLetter.MESSAGE)).contains("predictions", "max.message.bytes");
    assertThat(ingest.requests()).hasSize(1);
    assertThat(ingest.predictions()).hasSize(1);
  }

  @Test
  void shouldDeadLetterAnImageWhoseLabelDoesNotFit() {
    Image wordy =
        Image.newBuilder(TopologyFixture.image(TopologyFixture.png(1), 2))
            .setSource("x".repeat(1_200_000))
            .build();
    ingest.send(Topics.IMAGES, "wordy", wordy);
    ingest.driver.advanceWallClockTime(TopologyFixture.DEADLINE);

    assertThat(header(onlyLetterOf(Topics.IMAGES), DeadLetter.MESSAGE)).contains("labels");
    assertThat(ingest.requests()).isEmpty();
    assertThat(ingest.predictions()).isEmpty();
    assertThat(ingest.deadLettersCounted(Topics.IMAGES, "too-large")).isOne();
  }

  @Test
  void shouldDeadLetterAResultThatWouldMakeTheAnswerTooLargeAndAnswerByGreedy() {
    ingest.sendImage("a");
    MaskResult wordy =
        MaskResult.newBuilder(TopologyFixture.result(ingest.requests().get(0), 1, 5, 9))
            .setSolver("x".repeat(2_000_000))
            .build();
    ingest.send(Topics.MASK_RESULTS, "a", wordy);
    ingest.driver.advanceWallClockTime(TopologyFixture.DEADLINE);

    assertThat(header(onlyLetterOf(Topics.MASK_RESULTS), DeadLetter.CAUSE)).isEqualTo("too-large");
    assertThat(ingest.predictions()).singleElement().matches(Prediction::getDegraded);
  }

  @ParameterizedTest
  @MethodSource("read")
  void shouldMakeASmallDeadLetterOfWhatItsReaderCut(Topic<?> topic) {
    Headers cut = new RecordHeaders().add("qahan.cut.value-bytes", bytes("73400320"));
    ingest.sendBytes(topic, bytes(TopologyFixture.MODEL), new byte[64 << 10], cut);

    TestRecord<byte[], byte[]> letter = onlyLetterOf(topic);
    assertThat(header(letter, DeadLetter.CAUSE)).isEqualTo("too-large");
    assertThat(header(letter, DeadLetter.VALUE_BYTES)).isEqualTo("73400320");
  }

  static Stream<Topic<?>> read() {
    return Stream.of(Topics.IMAGES, Topics.MASK_RESULTS, Topics.FC_HEADS);
  }

  private TestRecord<byte[], byte[]> onlyLetterOf(Topic<?> topic) {
    var letters = ingest.deadLetters(topic);
    assertThat(letters).hasSize(1);
    return letters.get(0);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
