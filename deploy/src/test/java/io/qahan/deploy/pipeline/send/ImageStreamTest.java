package io.qahan.deploy.pipeline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImageStreamTest {
  @RegisterExtension final OpenTelemetryExtension collected = OpenTelemetryExtension.create();

  private static final TopicNames NAMES = new TopicNames("test.");
  private static final Codecs CODECS = Codecs.singleObject(NAMES);
  private static final Duration DELAY = Duration.ofSeconds(2);

  private final Dataset sample = new DatasetLocation.Sample().open();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final ImageIds ids = new ImageIds("run");
  private final SteppedClock clock = new SteppedClock();

  private ImageStream stream(StreamPlan plan) {
    return stream(plan, Tracing.OFF);
  }

  private ImageStream stream(StreamPlan plan, Tracing tracing) {
    return stream(plan, tracing, sample.train());
  }

  private ImageStream stream(StreamPlan plan, Tracing tracing, LabelledImages images) {
    return new ImageStream(
        new ShuffledImages(images, 1),
        sample.shape(),
        plan,
        ids,
        new ImageStream.Route(CODECS, NAMES, new RecordSender(producer, tracing), clock),
        StreamListener.NONE);
  }

  @Test
  void shouldSendImagesAtTheRateAndEachLabelAfterItsDelay()
      throws InterruptedException, UndecodableRecordException {
    stream(new StreamPlan(100, 50, new LabelTiming.After(DELAY), 0)).run(() -> true);

    Map<String, Instant> images = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> record : sentTo(NAMES.of(Topics.IMAGES))) {
      images.put(idOf(record), CODECS.of(Topics.IMAGES).decode(record.value()).getEventTime());
    }
    assertThat(images).hasSize(100).containsEntry(ids.image(99), Instant.EPOCH.plusMillis(1980));
    List<ProducerRecord<byte[], byte[]>> labels = sentTo(NAMES.of(Topics.LABELS));
    assertThat(labels).hasSize(100);
    for (ProducerRecord<byte[], byte[]> record : labels) {
      assertThat(CODECS.of(Topics.LABELS).decode(record.value()).getEventTime())
          .isEqualTo(images.get(idOf(record)).plus(DELAY));
    }
  }

  @Test
  void shouldPutTheLabelIntoTheImageWhenItIsKnownNow()
      throws InterruptedException, UndecodableRecordException {
    stream(new StreamPlan(10, 0, new LabelTiming.Now(), 0)).run(() -> true);

    assertThat(sentTo(NAMES.of(Topics.LABELS))).isEmpty();
    for (ProducerRecord<byte[], byte[]> record : sentTo(NAMES.of(Topics.IMAGES))) {
      Image image = CODECS.of(Topics.IMAGES).decode(record.value());
      assertThat(image.getLabel()).isBetween(0, 9);
    }
  }

  @Test
  void shouldSpreadCorruptImagesEvenlyAmongTheGoodOnes() throws InterruptedException {
    stream(new StreamPlan(90, 0, new LabelTiming.None(), 10)).run(() -> true);

    List<String> sent = sentTo(NAMES.of(Topics.IMAGES)).stream().map(this::idOf).toList();
    assertThat(sent).hasSize(100).doesNotHaveDuplicates();
    for (int i = 0; i < 10; i++) {
      assertThat(sent.subList(10 * i, 10 * (i + 1))).containsOnlyOnce(ids.corrupt(i));
    }
  }

  @Test
  void shouldHoldImagesBackWhileTheyMayNotProceed() throws InterruptedException {
    List<Integer> asked = new ArrayList<>();

    stream(new StreamPlan(3, 0, new LabelTiming.None(), 0))
        .run(
            () -> {
              asked.add(producer.history().size());
              return asked.size() % 5 == 0;
            });

    assertThat(asked).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
  }

  @Test
  void shouldSaySoWhenARecordCannotBeSent() {
    MockProducer<byte[], byte[]> failing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    RecordSender sender = new RecordSender(failing, Tracing.of(collected.getOpenTelemetry()));
    sender.sendImage("topic", "key", new byte[1]);

    failing.errorNext(new TimeoutException("no broker"));

    assertThatThrownBy(sender::flush)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("no broker")
        .hasMessageContaining("qahan topics check");
    assertThat(collected.getSpans())
        .singleElement()
        .satisfies(
            span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
  }

  /** The second cannot be decoded: ingest is to say so. */
  @Test
  void shouldSendAsPngWhatRecordsDoNotHave() throws Exception {
    byte[] gif;
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(new BufferedImage(5, 4, BufferedImage.TYPE_3BYTE_BGR), "gif", out);
      gif = out.toByteArray();
    }
    for (byte[] content : List.of(gif, Arrays.copyOf(gif, 20))) {
      producer.clear();
      LabelledImage image =
          new LabelledImage("a", EncodedImage.of(ImageFormat.GIF, content), 1, "a.gif");
      LabelledImages one =
          new LabelledImages() {
            @Override
            public int size() {
              return 1;
            }

            @Override
            public LabelledImage get(int index) {
              return image;
            }
          };
      stream(new StreamPlan(1, 0, new LabelTiming.None(), 0), Tracing.OFF, one).run(() -> true);

      Image sent = CODECS.of(Topics.IMAGES).decode(sentTo(NAMES.of(Topics.IMAGES)).get(0).value());
      assertThat(sent.getEncoding()).isEqualTo(ImageEncoding.PNG);
      byte[] bytes = EncodedImage.of(sent).content();
      if (content == gif) {
        assertThat(ImageDecoder.shapeOf(EncodedImage.of(sent), ImageLimits.DEFAULT))
            .isEqualTo(new ImageShape(1, 4, 5)); // all black
      } else {
        assertThat(bytes).isEqualTo(content);
      }
    }
  }

  @Test
  void shouldBeginATraceWithEachImage() throws InterruptedException {
    Tracing tracing = Tracing.of(collected.getOpenTelemetry());

    stream(new StreamPlan(2, 0, new LabelTiming.After(DELAY), 0), tracing).run(() -> true);

    assertThat(collected.getSpans())
        .extracting(span -> span.getTraceId() + "-" + span.getSpanId())
        .containsExactlyElementsOf(
            sentTo(NAMES.of(Topics.IMAGES)).stream()
                .map(record -> TraceHeaders.parentIn(record.headers()).substring(3, 52))
                .toList());
    assertThat(sentTo(NAMES.of(Topics.LABELS)))
        .hasSize(2)
        .allSatisfy(label -> assertThat(label.headers()).isEmpty());
  }

  private List<ProducerRecord<byte[], byte[]>> sentTo(String topic) {
    return producer.history().stream().filter(record -> record.topic().equals(topic)).toList();
  }

  private String idOf(ProducerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
