package io.qahan.schemas.position;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What a group knew of its topics when it started: their ids, and where it began. Thread safe. */
public final class GroupPlaces {
  private final Map<String, Uuid> ids = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> starts = new ConcurrentHashMap<>();

  /** Knows nothing yet; for tests of a topology without a broker too. */
  public GroupPlaces() {}

  Uuid idOf(String topic) {
    return ids.getOrDefault(topic, Uuid.ZERO_UUID);
  }

  OptionalLong startOf(TopicPartition partition) {
    Long start = starts.get(partition);
    return start == null ? OptionalLong.empty() : OptionalLong.of(start);
  }

  void is(String topic, Uuid id) {
    ids.put(topic, id);
  }

  /** The same unless an id is known: what was made anew meanwhile is not what was read. */
  void firstIs(String topic, Uuid id) {
    ids.putIfAbsent(topic, id);
  }

  void startsAt(TopicPartition partition, long offset) {
    starts.put(partition, offset);
  }
}
