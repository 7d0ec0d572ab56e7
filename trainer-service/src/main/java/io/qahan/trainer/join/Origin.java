package io.qahan.trainer.join;

import io.qahan.schemas.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Where a record lay that somebody wrote for us. It travels in a header through our own topics, so
 * that a dead letter names the record that its sender knows.
 *
 * @param partition of its topic
 * @param offset in the partition
 */
record Origin(int partition, long offset) {
  private static final String HEADER = "qahan.join.origin";

  static Origin of(RecordMetadata metadata) {
    return new Origin(metadata.partition(), metadata.offset());
  }

  /** What the header says; only our own topics have one that is ours. */
  static Origin of(Headers headers) {
    byte[] header = headers.lastHeader(HEADER).value();
    String[] place = new String(header, StandardCharsets.US_ASCII).split("@", 2);
    return new Origin(Integer.parseInt(place[0]), Long.parseLong(place[1]));
  }

  /** The headers with this origin, in place of any that they claim. */
  Headers addTo(Headers original) {
    Headers headers = removeFrom(original);
    return headers.add(HEADER, (partition + "@" + offset).getBytes(StandardCharsets.US_ASCII));
  }

  /** The headers as the sender of the record wrote them. */
  static Headers removeFrom(Headers headers) {
    return new RecordHeaders(headers).remove(HEADER);
  }

  DeadLetter letter(String cause, String message, String topic) {
    return new DeadLetter(JoinParts.STAGE, cause, message, topic, partition, offset);
  }
}
