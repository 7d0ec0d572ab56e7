package io.qahan.schemas.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro's single-object encoding: {@code C3 01}, the schema's 8-byte fingerprint, the body. Needs no
 * registry. Bytes written with an older schema are read if that schema was given as {@code older}.
 */
final class SingleObjectCodec<T extends SpecificRecord> implements Codec<T> {
  private final String topic;
  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  SingleObjectCodec(String topic, Schema schema, Iterable<Schema> older) {
    SpecificData model = SpecificData.getForSchema(schema);
    this.topic = topic;
    this.encoder = new BinaryMessageEncoder<>(model, schema);
    this.decoder = new BinaryMessageDecoder<>(model, schema);
    older.forEach(decoder::addSchema);
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
    if (bytes == null) {
      throw new UndecodableRecordException("[" + topic + "] holds no empty values", null);
    }
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) { // Avro throws both on hostile bytes
      throw new UndecodableRecordException(
          "[" + bytes.length + "] bytes are not a record of [" + topic + "]: " + e.getMessage(), e);
    }
  }
}
