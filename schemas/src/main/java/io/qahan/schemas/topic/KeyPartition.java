package io.qahan.schemas.topic;

import org.apache.kafka.common.utils.Utils;

/**
 * The partition of a record that is found again by its key. Only writers of ours may rest on it:
 * clients of other kinds hash keys in other ways, or not at all.
 *
 * <p>It is what Kafka's Java producer does by default (murmur2), said explicitly: {@code
 * kafka.partitioner.class} and the like must not part what is joined.
 */
public final class KeyPartition {
  private KeyPartition() {}

  /**
   * Returns the partition of a key.
   *
   * @param key not null
   * @param partitions of the topic, at least 1
   */
  public static int of(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
