package io.qahan.schemas.topic;

import io.qahan.schemas.settings.Settings;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many partitions topics have.
 *
 * @param byTopic the count by full name, of the topics that exist
 */
public record PartitionCounts(SortedMap<String, Integer> byTopic) {
  private static final int PATIENCE_MS = 5_000;
  private static final Logger log = LoggerFactory.getLogger(PartitionCounts.class);

  /**
   * Asks for them.
   *
   * @param topics full names; those that do not exist are left out
   * @throws ExecutionException if the broker does not tell
   */
  public static PartitionCounts of(Admin admin, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    SortedMap<String, Integer> counts = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> asked :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        counts.put(asked.getKey(), asked.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return new PartitionCounts(counts);
  }

  /**
   * The same at the start of a service, which waits for brokers that do not answer.
   *
   * @throws IllegalStateException if the brokers refuse to tell
   */
  public static PartitionCounts await(Settings settings, Collection<String> topics)
      throws InterruptedException {
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      while (true) {
        try {
          return of(admin, topics);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof RetriableException)) {
            throw new IllegalStateException(
                "The topics cannot be described: " + e.getCause().getMessage(), e);
          }
          log.info("Still asking for the topics ({})", e.getCause().getMessage());
        }
      }
    }
  }

  /** Asks once, for a few seconds at most; empty if the brokers do not tell. */
  public static Optional<PartitionCounts> ask(Settings settings, Collection<String> topics) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS - 1000);
    try (Admin admin = Admin.create(properties)) {
      return Optional.of(of(admin, topics));
    } catch (ExecutionException e) {
      log.debug("The topics cannot be described", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Whether all that exist have equally many. */
  public boolean areEqual() {
    return byTopic.values().stream().distinct().count() <= 1;
  }

  /** The largest count; 0 if no topic exists. */
  public int largest() {
    return byTopic.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
