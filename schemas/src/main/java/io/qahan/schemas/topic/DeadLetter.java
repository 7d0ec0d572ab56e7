package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Why a record could not be used, and where it came from: the headers of a dead letter, whose key
 * and value are the original bytes. Of a record that is too large for its dead-letter topic the
 * letter has the first bytes, and says how long the record was and how its value hashes: a letter
 * can always be written.
 *
 * @param stage the part of the pipeline that gave up, for example {@code decode}
 * @param cause a short slug that metrics count by, for example {@code truncated}
 * @param message what is wrong and what to try, for people
 * @param topic the topic of the original record
 * @param partition its partition
 * @param offset its offset
 */
public record DeadLetter(
    String stage, String cause, String message, String topic, int partition, long offset) {
  public static final String STAGE = "qahan.dlq.stage";
  public static final String CAUSE = "qahan.dlq.cause";
  public static final String MESSAGE = "qahan.dlq.message";
  public static final String TOPIC = "qahan.dlq.topic";
  public static final String PARTITION = "qahan.dlq.partition";
  public static final String OFFSET = "qahan.dlq.offset";

  /** Only on a letter that has not all of its record: the length of the original value. */
  public static final String VALUE_BYTES = "qahan.dlq.value-bytes";

  /** Only on such a letter: the SHA-256 of the original value, hexadecimal. */
  public static final String SHA256 = "qahan.dlq.value-sha256";

  /** Only on such a letter: the length of the original key. */
  public static final String KEY_BYTES = "qahan.dlq.key-bytes";

  /** Only on such a letter: the size of the original headers. */
  public static final String HEADER_BYTES = "qahan.dlq.header-bytes";

  /**
   * Only on a mark, which is no dead letter: it says which dead letter of its topic was sent back
   * to where it came from, as {@code partition@offset}.
   */
  public static final String REPLAYED = "qahan.dlq.replayed";

  private static final String OURS = "qahan.dlq.";

  /** What a message may quote is anybody's. */
  private static final int LONGEST_TEXT = 4_000;

  /**
   * A dead letter as it is written.
   *
   * @param key the original one, or its beginning; may be null
   * @param value the original one, or its beginning; may be null
   * @param headers the original ones, as many as fit, and ours
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record Enclosed(byte[] key, byte[] value, Headers headers) {}

  /**
   * Makes the letter of a record, the whole of it if it fits.
   *
   * @param original headers of the record, those of {@link BoundedBytes} among them; may be null
   * @param most what may be written to the dead-letter topic, see {@link TopicLimits#writable}
   */
  public Enclosed enclose(byte[] key, byte[] value, Headers original, long most) {
    Headers given = original == null ? new RecordHeaders() : original;
    Optional<Oversize> cut = Oversize.of(given);
    Headers whole = addTo(Oversize.unmarked(given));
    if (cut.isEmpty() && RecordSize.of(key, value, whole) <= most) {
      return new Enclosed(key, value, whole);
    }
    Oversize size =
        cut.orElseGet(
            () ->
                new Oversize(
                    key == null ? 0 : key.length,
                    value == null ? 0 : value.length,
                    "",
                    RecordSize.of(given),
                    false));
    // However low the limit is, the cause must fit: what is kept shares half of it.
    int kept = (int) Math.max(0, Math.min(BoundedBytes.KEPT, most / 8));
    Headers headers = addTo(beginning(Oversize.unmarked(given), kept));
    put(headers, KEY_BYTES, Long.toString(Math.max(size.keyBytes(), lengthOf(key))));
    put(headers, VALUE_BYTES, Long.toString(Math.max(size.valueBytes(), lengthOf(value))));
    put(headers, HEADER_BYTES, Long.toString(size.headerBytes()));
    if (value != null && !size.isUnreadable()) {
      put(headers, SHA256, size.sha256().isEmpty() ? sha256(value) : size.sha256());
    }
    return new Enclosed(beginning(key, kept), beginning(value, kept), headers);
  }

  /** Whether a letter has only the beginning of its record. */
  public static boolean isCut(Headers headers) {
    return headers.lastHeader(VALUE_BYTES) != null;
  }

  /** Returns the original headers with ours added; ours win over older ones of the same name. */
  public Headers addTo(Headers original) {
    Headers headers = new RecordHeaders(original);
    put(headers, STAGE, stage);
    put(headers, CAUSE, cause);
    put(
        headers,
        MESSAGE,
        message != null && message.length() > LONGEST_TEXT
            ? message.substring(0, LONGEST_TEXT) + "…"
            : String.valueOf(message));
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
    return headers;
  }

  /** Returns the original headers: those of a dead letter without ours. */
  public static Headers removeFrom(Headers added) {
    Headers headers = new RecordHeaders();
    added.forEach(
        header -> {
          if (!header.key().startsWith(OURS)) {
            headers.add(header);
          }
        });
    return headers;
  }

  /** Whether a record is a mark of a replay and not a dead letter. */
  public static boolean isMark(Headers headers) {
    return headers.lastHeader(REPLAYED) != null;
  }

  private static byte[] beginning(byte[] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  private static Headers beginning(Headers headers, long most) {
    Headers kept = new RecordHeaders();
    long size = 0;
    for (Header header : headers) {
      size += RecordSize.of(header);
      if (size <= most) {
        kept.add(header);
      }
    }
    return kept;
  }

  private static int lengthOf(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
