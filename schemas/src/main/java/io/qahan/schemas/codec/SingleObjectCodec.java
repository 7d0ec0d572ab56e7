package io.qahan.schemas.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's single-object encoding: {@code C3 01}, the schema's 8-byte fingerprint, the body. Needs no
 * registry. Bytes written with an older schema are read if that schema was given as {@code older}.
 *
 * <p>Avro's own message decoder reads from a stream and believes any length that hostile bytes
 * claim; here the body is read from an array, so that a length is held against what is there.
 */
final class SingleObjectCodec<T extends SpecificRecord> implements Codec<T> {
  private static final int HEADER = 10;
  private static final short MARKER = (short) 0x01C3; // C3 01, little-endian

  private final String topic;
  private final BinaryMessageEncoder<T> encoder;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();

  SingleObjectCodec(String topic, Schema schema, Iterable<Schema> older) {
    SpecificData model = SpecificData.getForSchema(schema);
    this.topic = topic;
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    for (Schema written : older) {
      readers.put(
          SchemaNormalization.parsingFingerprint64(written), reader(model, written, schema));
    }
    readers.put(SchemaNormalization.parsingFingerprint64(schema), reader(model, schema, schema));
  }

  @Override
  public byte[] encode(T value) {
    try {
      ByteBuffer bytes = encoder.encode(value);
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode a record of [" + topic + "]", e);
    }
  }

  @Override
  public T decode(byte[] bytes) throws UndecodableRecordException {
    if (bytes == null || bytes.length < HEADER) {
      throw refused(bytes, "it is too short to be one", null);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getShort() != MARKER) {
      throw refused(bytes, "it does not start with C3 01", null);
    }
    DatumReader<T> reader = readers.get(header.getLong());
    if (reader == null) {
      throw refused(bytes, "it was written with another schema", null);
    }
    try {
      BinaryDecoder body =
          DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
      T value = reader.read(null, body);
      if (!body.isEnd()) {
        throw refused(bytes, "it is longer than its content", null);
      }
      return value;
    } catch (IOException | RuntimeException e) { // Avro throws both on hostile bytes
      throw refused(bytes, String.valueOf(e.getMessage()), e);
    }
  }

  @SuppressWarnings("unchecked") // the model makes records of the reader's schema
  private static <T> DatumReader<T> reader(SpecificData model, Schema written, Schema schema) {
    return (DatumReader<T>) model.createDatumReader(written, schema);
  }

  private UndecodableRecordException refused(byte[] bytes, String why, Throwable cause) {
    String size = bytes == null ? "no" : Integer.toString(bytes.length);
    return new UndecodableRecordException(
        "A value of [" + size + "] bytes is not a record of [" + topic + "]: " + why, cause);
  }
}
