package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How large a record was of which {@link BoundedBytes} left only the beginning, or that there was
 * no room for it in memory at all.
 *
 * @param keyBytes length of its key; 0 if that was not cut
 * @param valueBytes length of its value; 0 if that was not cut
 * @param sha256 of its whole value, hexadecimal; empty if that was not cut
 * @param headerBytes size of its headers; 0 if they were not cut
 * @param isUnreadable whether nothing of it could be read
 */
public record Oversize(
    long keyBytes, long valueBytes, String sha256, long headerBytes, boolean isUnreadable) {
  private static final String OURS = "qahan.cut.";
  static final String KEY_BYTES = OURS + "key-bytes";
  static final String VALUE_BYTES = OURS + "value-bytes";
  static final String SHA256 = OURS + "value-sha256";
  static final String HEADER_BYTES = OURS + "header-bytes";
  private static final String UNREADABLE = OURS + "unreadable";

  /** What the headers of a record say about the size that it had; empty if it is whole. */
  public static Optional<Oversize> of(Headers headers) {
    if (headers == null || !isMarked(headers)) {
      return Optional.empty();
    }
    return Optional.of(
        new Oversize(
            number(headers, KEY_BYTES),
            number(headers, VALUE_BYTES),
            text(headers, SHA256),
            number(headers, HEADER_BYTES),
            headers.lastHeader(UNREADABLE) != null));
  }

  /** The headers of what stands in the place of a record that there is no memory for. */
  public static Headers unreadable() {
    Headers headers = new RecordHeaders();
    mark(headers, UNREADABLE, Long.toString(Runtime.getRuntime().maxMemory()));
    return headers;
  }

  /** One line for people: what is too large, and what to do. */
  public String message() {
    if (isUnreadable) {
      return String.format(
          Locale.ROOT,
          "the record, or one before it in its batch, unpacks to more than there is room for in a"
              + " heap of %d MiB; it is in its topic still: whoever sent it should send less",
          Runtime.getRuntime().maxMemory() >> 20);
    }
    List<String> parts = new ArrayList<>();
    add(parts, "key", keyBytes);
    add(parts, "value", valueBytes);
    add(parts, "headers", headerBytes);
    return String.format(
        Locale.ROOT,
        "the record is larger than its topic allows once it is unpacked (%s); send less, or raise max.message.bytes of the topic and restart",
        String.join(", ", parts));
  }

  private static void add(List<String> parts, String name, long bytes) {
    if (bytes > 0) {
      parts.add(String.format(Locale.ROOT, "%s of %d bytes", name, bytes));
    }
  }

  static void mark(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The headers without what says how large the record was. */
  static Headers unmarked(Headers headers) {
    Headers rest = new RecordHeaders();
    for (Header header : headers) {
      if (!header.key().startsWith(OURS)) {
        rest.add(header);
      }
    }
    return rest;
  }

  private static boolean isMarked(Headers headers) {
    return headers.lastHeader(KEY_BYTES) != null
        || headers.lastHeader(VALUE_BYTES) != null
        || headers.lastHeader(HEADER_BYTES) != null
        || headers.lastHeader(UNREADABLE) != null;
  }

  /** Anybody may send such headers: what is no number counts as 0. */
  private static long number(Headers headers, String name) {
    try {
      return Long.parseLong(text(headers, name));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
