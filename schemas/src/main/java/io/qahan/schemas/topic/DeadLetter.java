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

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
