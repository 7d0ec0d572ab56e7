package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Why a record could not be used, and where it came from: the headers of a dead letter, whose key
 * and value are the original bytes.
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

  /**
   * Only on a mark, which is no dead letter: it says which dead letter of its topic was sent back
   * to where it came from, as {@code partition@offset}.
   */
  public static final String REPLAYED = "qahan.dlq.replayed";

  private static final String OURS = "qahan.dlq.";

  /** Returns the original headers with ours added; ours win over older ones of the same name. */
  public Headers addTo(Headers original) {
    Headers headers = new RecordHeaders(original);
    put(headers, STAGE, stage);
    put(headers, CAUSE, cause);
    put(headers, MESSAGE, message);
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

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
