package io.qahan.ingest.stream;

import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Images meet their results in one task only if both topics have equally many partitions. Kafka
 * Streams checks that for joins, but not for a processor of ours.
 */
public final class Copartitioning {
  private Copartitioning() {}

  /**
   * Checks it.
   *
   * @throws IllegalStateException if the topics differ
   */
  public static void check(Admin admin, TopicNames names)
      throws ExecutionException, InterruptedException {
    List<String> topics = List.of(names.of(Topics.IMAGES), names.of(Topics.MASK_RESULTS));
    Map<String, Integer> partitions = new TreeMap<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach((topic, found) -> partitions.put(topic, found.partitions().size()));
    if (partitions.values().stream().distinct().count() > 1) {
      throw new IllegalStateException(
          "These topics must have equally many partitions but have "
              + partitions
              + "; add partitions to the smaller one while no image is on its way.");
    }
  }
}
