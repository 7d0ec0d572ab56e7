package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Digits of the sample with dark and bright exchanged, each with its label in it. */
final class InvertedDigits {
  private static final LabelledImages SAMPLE = new DatasetLocation.Sample().open().train();

  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);

  private static final String PREFIX = "image-";

  private InvertedDigits() {}

  /** The class of the image of that number. */
  static int label(int number) {
    return SAMPLE.get(number).label();
  }

  /** Its id. */
  static String id(int number) {
    return PREFIX + number;
  }

  /** The number in an id. */
  static int numberOf(String id) {
    return Integer.parseInt(id.substring(PREFIX.length()));
  }

  /** Sends so many images of one class, dark and bright exchanged, from {@code first} on. */
  static void sendOfClass(Brokers brokers, int label, int first, int count) throws Exception {
    List<LabelledImage> ofClass =
        IntStream.range(0, SAMPLE.size())
            .mapToObj(SAMPLE::get)
            .filter(image -> image.label() == label)
            .limit(count)
            .toList();
    try (Producer<byte[], byte[]> producer = brokers.producer()) {
      for (int i = 0; i < count; i++) {
        send(brokers, producer, id(first + i), ofClass.get(i), true);
      }
    }
  }

  /** What every image was answered, by its id; none has a second answer. */
  static Map<String, Prediction> answers(OperatedCluster cluster) throws Exception {
    Map<String, Prediction> answers = new HashMap<>();
    for (var record : cluster.read(cluster.names().of(Topics.PREDICTIONS))) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      Prediction answer = cluster.brokers().codecs().of(Topics.PREDICTIONS).decode(record.value());
      assertThat(answers.put(id, answer)).as("a second answer to %s", id).isNull();
    }
    return answers;
  }

  /** Sends those from {@code from} to before {@code to}. */
  static void send(Brokers brokers, int from, int to) throws Exception {
    try (Producer<byte[], byte[]> producer = brokers.producer()) {
      for (int i = from; i < to; i++) {
        send(brokers, producer, id(i), SAMPLE.get(i), true);
      }
    }
  }

  /** Sends one, with its label inside, dark and bright exchanged or as it is. */
  static void send(
      Brokers brokers,
      Producer<byte[], byte[]> producer,
      String id,
      LabelledImage image,
      boolean inverted)
      throws Exception {
    byte[] pixels = DECODER.decode(image.image()).pixels();
    for (int i = 0; inverted && i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    Image record =
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.wrap(pixels),
            List.of(1, 28, 28),
            "",
            Instant.now(),
            image.label());
    var unused =
        producer.send(
            new ProducerRecord<>(
                brokers.names().of(Topics.IMAGES),
                id.getBytes(StandardCharsets.UTF_8),
                brokers.codecs().of(Topics.IMAGES).encode(record)));
  }
}
