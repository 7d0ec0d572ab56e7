package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Which mask request a result answers: workers say so in a header of the result. An image may be
 * asked about more than once, because a worker may read a request whose transaction is aborted
 * later on; its image is then processed again, and asks again.
 *
 * @param partition where the request lay
 * @param createdAt when the request was made, in epoch milliseconds of ingest's clock
 */
public record AnsweredRequest(int partition, long createdAt) {
  /** Its value is {@code PARTITION@CREATED_AT}, as text. */
  public static final String HEADER = "qahan.request";

  private static final Pattern VALUE = Pattern.compile("(\\d{1,9})@(-?\\d{1,18})");

  /** What a result's headers say; empty if they say nothing that can be read. */
  public static Optional<AnsweredRequest> in(Headers headers) {
    Header header = headers == null ? null : headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    Matcher value = VALUE.matcher(new String(header.value(), StandardCharsets.UTF_8));
    return value.matches()
        ? Optional.of(
            new AnsweredRequest(Integer.parseInt(value.group(1)), Long.parseLong(value.group(2))))
        : Optional.empty();
  }

  /** The header of the result. */
  public Header header() {
    String value = String.format(Locale.ROOT, "%d@%d", partition, createdAt);
    return new RecordHeader(HEADER, value.getBytes(StandardCharsets.UTF_8));
  }
}
