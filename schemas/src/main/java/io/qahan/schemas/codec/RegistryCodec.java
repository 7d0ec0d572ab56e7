package io.qahan.schemas.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The Confluent wire format through a schema registry: a zero byte, a 4-byte schema id, the body.
 * The schema is registered under the subject {@code <topic>-value}.
 *
 * <p>The registry is asked once for each id and never again: an id's schema does not change, and
 * what was seen once works while the registry is away. That an id has no Avro schema of a record is
 * believed for ten seconds, so that a record which is sent again and again does not cost a question
 * each time.
 */
final class RegistryCodec<T extends SpecificRecord> implements Codec<T> {
  private static final int HEADER = 5;
  private static final Duration USELESS_KEPT = Duration.ofSeconds(10);
  private static final int MOST_IDS = 1_000; // of each kind; hostile records may name any

  private final String topic;
  private final SpecificData model;
  private final Schema schema;
  private final SchemaRegistry registry;
  private final LongSupplier nanoTime;
  private final DatumWriter<T> writer;
  private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();
  private final Map<Integer, Useless> useless = new ConcurrentHashMap<>();
  private volatile int registered;

  /** Why no record of an id can be read, and when the registry said so. */
  private record Useless(long nanos, String why) {}

  @SuppressWarnings("unchecked") // the model writes records of the schema
  RegistryCodec(String topic, Schema schema, SchemaRegistry registry, LongSupplier nanoTime) {
    this.topic = topic;
    this.model = SpecificData.getForSchema(schema);
    this.schema = schema;
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.writer = (DatumWriter<T>) model.createDatumWriter(schema);
  }

  @Override
  public byte[] encode(T value) {
    int id = registered;
    if (id == 0) { // by two threads at once: the same one twice
      id = registry.register(topic, value);
      readers.putIfAbsent(id, reader(schema)); // who writes can read without asking
      registered = id;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ByteBuffer.allocate(HEADER).put((byte) 0).putInt(id).array());
    try {
      BinaryEncoder body = EncoderFactory.get().binaryEncoder(bytes, null);
      writer.write(value, body);
      body.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode a record of [" + topic + "]", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public T decode(byte[] bytes) throws UndecodableRecordException {
    if (bytes == null || bytes.length < HEADER) {
      throw refused(bytes, "it is too short to be one", null);
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (header.get() != 0) {
      throw refused(bytes, "it does not start with a zero and the id of a schema", null);
    }
    DatumReader<T> reader = readerOf(bytes, header.getInt());
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

  private DatumReader<T> readerOf(byte[] bytes, int id) throws UndecodableRecordException {
    DatumReader<T> known = readers.get(id);
    if (known != null) {
      return known;
    }
    if (id <= 0) {
      throw refused(bytes, String.format(Locale.ROOT, "there is no schema [%d]", id), null);
    }
    Useless said = useless.get(id);
    if (said != null && nanoTime.getAsLong() - said.nanos() < USELESS_KEPT.toNanos()) {
      throw refused(bytes, said.why(), null);
    }
    try {
      Schema written = registry.schema(id);
      if (written.getType() != Schema.Type.RECORD) {
        String why =
            String.format(Locale.ROOT, "schema [%d] is that of a %s", id, written.getName());
        remember(useless, id, new Useless(nanoTime.getAsLong(), why));
        throw refused(bytes, why, null);
      }
      DatumReader<T> reader = reader(written);
      remember(readers, id, reader);
      useless.remove(id);
      return reader;
    } catch (UnknownSchemaException e) {
      remember(useless, id, new Useless(nanoTime.getAsLong(), e.getMessage()));
      throw refused(bytes, e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // the model makes records of the reader's schema
  private DatumReader<T> reader(Schema written) {
    return (DatumReader<T>) model.createDatumReader(written, schema);
  }

  private static <V> void remember(Map<Integer, V> ids, int id, V value) {
    if (ids.size() >= MOST_IDS) {
      ids.clear();
    }
    ids.put(id, value);
  }

  private UndecodableRecordException refused(byte[] bytes, String why, Throwable cause) {
    String size = bytes == null ? "no" : Integer.toString(bytes.length);
    return new UndecodableRecordException(
        "A value of [" + size + "] bytes is not a record of [" + topic + "]: " + why, cause);
  }
}
