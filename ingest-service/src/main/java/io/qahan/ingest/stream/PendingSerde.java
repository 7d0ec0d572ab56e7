package io.qahan.ingest.stream;

import io.qahan.schemas.codec.TrustedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * How the pending store keeps its values: Avro single-object encoding, whose fingerprint lets a
 * later version read what an earlier one left behind.
 */
final class PendingSerde {
  private static final BinaryMessageEncoder<PendingImage> ENCODER = PendingImage.getEncoder();
  private static final BinaryMessageDecoder<PendingImage> DECODER = PendingImage.getDecoder();

  static {
    TrustedRecords.register();
    DECODER.addSchema(older());
  }

  private PendingSerde() {}

  /** Of images that were pending when an older version was stopped. */
  private static Schema older() {
    try (InputStream in = PendingSerde.class.getResourceAsStream("pending-image.v1.avsc")) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the older schema of pending images", e);
    }
  }

  static Serde<PendingImage> serde() {
    return Serdes.serdeFrom(
        (topic, pending) -> pending == null ? null : encode(pending),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  private static byte[] encode(PendingImage pending) {
    try {
      ByteBuffer buffer = ENCODER.encode(pending);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a pending image", e);
    }
  }

  private static PendingImage decode(byte[] bytes) {
    try {
      return DECODER.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format(
                  Locale.ROOT,
                  "the pending store holds [%d] bytes that are no pending image; was it written by"
                      + " a newer",
                  bytes.length)
              + " version?",
          e);
    }
  }
}
