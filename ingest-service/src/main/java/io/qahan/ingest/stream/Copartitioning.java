package io.qahan.ingest.stream;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images meet their results in one task only if both topics have equally many partitions. Kafka
 * Streams checks that for joins, but not for a processor of ours.
 */
public final class Copartitioning {
  private static final Logger log = LoggerFactory.getLogger(Copartitioning.class);

  private Copartitioning() {}

  /**
   * Checks it, waiting for brokers that do not answer.
   *
   * @throws IllegalStateException if the topics differ, or cannot be described
   */
  public static void check(Settings settings) throws InterruptedException {
    TopicNames names = TopicNames.from(settings);
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      while (!answered(admin, names)) {
        log.info("Still asking for the topics");
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The topics cannot be described: " + e.getCause().getMessage(), e);
    }
  }

  private static boolean answered(Admin admin, TopicNames names)
      throws ExecutionException, InterruptedException {
    try {
      check(admin, names);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) { // the brokers went away again
        return false;
      }
      throw e;
    }
  }

  private static void check(Admin admin, TopicNames names)
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
