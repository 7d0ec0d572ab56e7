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
    ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
    try (Producer<byte[], byte[]> producer = brokers.producer()) {
      for (int i = from; i < to; i++) {
        LabelledImage image = SAMPLE.get(i);
        byte[] pixels = decoder.decode(image.image()).pixels();
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = (byte) ~pixels[p];
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
                    id(i).getBytes(StandardCharsets.UTF_8),
                    brokers.codecs().of(Topics.IMAGES).encode(record)));
      }
    }
  }
}
