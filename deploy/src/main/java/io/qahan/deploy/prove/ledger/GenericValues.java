package io.qahan.deploy.prove.ledger;

import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.OlderSchemas;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;

/**
 * Values as Avro's generic reader has them, by the published schemas. Only a registry's schema is
 * looked up by our codec, which knows registries. For one thread.
 */
final class GenericValues {
  private static final int HEADER = 10;
  private static final short MARKER = (short) 0x01C3; // C3 01, little-endian

  private final Codecs registered;
  private final Codecs plain;
  private final Map<String, Map<Long, GenericDatumReader<GenericRecord>>> readers = new HashMap<>();

  GenericValues(Settings settings) {
    this.registered = Codecs.from(settings);
    this.plain = Codecs.singleObject(TopicNames.from(settings));
  }

  /** The record in a value; empty if it is none. */
  Optional<GenericRecord> read(Topic<?> topic, byte[] value) {
    if (value == null || value.length == 0) {
      return Optional.empty();
    }
    if (value[0] == 0) {
      return ofRegistry(topic, value).flatMap(bytes -> read(topic, bytes));
    }
    if (value.length < HEADER) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getShort() != MARKER) {
      return Optional.empty();
    }
    GenericDatumReader<GenericRecord> reader =
        readers
            .computeIfAbsent(topic.base(), base -> readersOf(topic))
            .get(header.getLong(Short.BYTES));
    try {
      return reader == null
          ? Optional.empty()
          : Optional.of(
              reader.read(
                  null,
                  DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null)));
    } catch (IOException | RuntimeException e) { // Avro throws both on hostile bytes
      return Optional.empty();
    }
  }

  private static Map<Long, GenericDatumReader<GenericRecord>> readersOf(Topic<?> topic) {
    List<Schema> written = new ArrayList<>(OlderSchemas.of(topic));
    written.add(topic.schema());
    Map<Long, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    for (Schema schema : written) {
      readers.put(
          SchemaNormalization.parsingFingerprint64(schema),
          new GenericDatumReader<>(schema, topic.schema()));
    }
    return readers;
  }

  private <T extends SpecificRecord> Optional<byte[]> ofRegistry(Topic<T> topic, byte[] value) {
    try {
      Codec<T> codec = registered.of(topic);
      return Optional.of(plain.of(topic).encode(codec.decode(value)));
    } catch (UndecodableRecordException e) {
      return Optional.empty();
    }
  }
}
