package io.qahan.schemas.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;

/**
 * Reads, beside Avro, what clients without it send: an image as the bare PNG or JPEG file, a label
 * as a JSON object, {@code {"class": 7}}. No Avro record of ours starts as one of these does. They
 * say nothing of when they were made: their event time is when they are read. Writes Avro. Thread
 * safe.
 *
 * @param <T> the record type of the topic
 */
final class PlainCodec<T> implements Codec<T> {
  /** Makes a record of a value that starts as such values do. */
  private interface Reading<T> {
    T of(byte[] value) throws UndecodableRecordException;
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
  private static final byte[] JSON = {'{'};
  private static final String SOURCE = "plain";

  private final Codec<T> avro;
  private final List<byte[]> starts;
  private final Reading<T> reading;

  private PlainCodec(Codec<T> avro, List<byte[]> starts, Reading<T> reading) {
    this.avro = avro;
    this.starts = starts;
    this.reading = reading;
  }

  static Codec<Image> ofImages(Codec<Image> avro, InstantSource clock) {
    return new PlainCodec<>(
        avro,
        List.of(PNG, JPEG),
        file ->
            Image.newBuilder()
                .setEncoding(startsWith(file, PNG) ? ImageEncoding.PNG : ImageEncoding.JPEG)
                .setContent(ByteBuffer.wrap(file))
                .setSource(SOURCE)
                .setEventTime(clock.instant())
                .build());
  }

  static Codec<Label> ofLabels(Codec<Label> avro, InstantSource clock) {
    return new PlainCodec<>(avro, List.of(JSON), json -> label(json, clock));
  }

  private static Label label(byte[] value, InstantSource clock) throws UndecodableRecordException {
    JsonNode json;
    try {
      json = MAPPER.readTree(value);
    } catch (IOException e) {
      throw new UndecodableRecordException("A label starts as JSON, but is none", e);
    }
    JsonNode label = json.path("class");
    if (!label.isIntegralNumber() || !label.canConvertToInt() || label.asInt() < 0) {
      throw new UndecodableRecordException(
          "A label in JSON has the class [%s]; give its number from 0, {\"class\": 7}: names are known to POST /labels and qahan label"
              .formatted(label),
          null);
    }
    return Label.newBuilder()
        .setLabel(label.asInt())
        .setSource(json.path("by").asText(SOURCE))
        .setEventTime(clock.instant())
        .build();
  }

  @Override
  public byte[] encode(T value) {
    return avro.encode(value);
  }

  @Override
  public T decode(byte[] bytes) throws UndecodableRecordException {
    if (bytes != null && starts.stream().anyMatch(start -> startsWith(bytes, start))) {
      return reading.of(bytes);
    }
    return avro.decode(bytes);
  }

  private static boolean startsWith(byte[] value, byte[] start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= value.length || value[i] != start[i]) {
        return false;
      }
    }
    return true;
  }
}
