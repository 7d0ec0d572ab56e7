package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
