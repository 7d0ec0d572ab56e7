package io.qahan.schemas.topic;

import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a topic of ours is, apart from its prefix.
 *
 * @param base the name without prefix and version suffix
 * @param type the record type of the values
 * @param key what the keys are
 * @param scaled true if the topic has as many partitions as the setting {@code topic.partitions}
 *     says, false for exactly one
 * @param compacted whether only the last record of a key is kept
 * @param retention how long records stay; for a compacted topic how long superseded records stay at
 *     least
 * @param maxMessageBytes the largest record, in bytes
 */
public record Topic<T extends SpecificRecord>(
    String base,
    Class<T> type,
    Key key,
    boolean scaled,
    boolean compacted,
    Duration retention,
    int maxMessageBytes) {

  /** What the keys of a topic are, always as UTF-8 text. */
  public enum Key {
    IMAGE_ID,
    MODEL_NAME
  }

  public Schema schema() {
    return SpecificData.get().getSchema(type);
  }
}
