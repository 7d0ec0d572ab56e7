package io.qahan.schemas.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.PartitionCounts;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of its topics a consumer group has not committed yet, asked of the broker every
 * five seconds and shown as {@code qahan.consumer.lag}. The consumers' own lag is known only for
 * partitions that they hold, and under names that appear a minute after the start.
 *
 * <p>Counts to the end of what is committed; markers of transactions count like records, so a group
 * that is up to date may show a few. NaN until the broker has answered, and while it does not.
 * Thread safe.
 */
public final class GroupLag implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupLag.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Admin admin;
  private final String group;
  private final Map<String, Topic<?>> topics;
  private final Map<Topic<?>, Long> lags = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "group-lag");
            thread.setDaemon(true);
            return thread;
          });

  private GroupLag(Admin admin, String group, Map<String, Topic<?>> topics) {
    this.admin = admin;
    this.group = group;
    this.topics = Map.copyOf(topics);
  }

  /**
   * Registers a gauge for each topic and begins to ask.
   *
   * @param read what the group consumes
   */
  public static GroupLag start(
      Settings settings, MeterRegistry registry, String group, Topic<?>... read) {
    TopicNames names = TopicNames.from(settings);
    Map<String, Topic<?>> topics = new HashMap<>();
    for (Topic<?> topic : read) {
      topics.put(names.of(topic), topic);
    }
    return start(settings, registry, group, topics);
  }

  /**
   * The same for a group that moves records on to topics of its own, which count to where they come
   * from.
   *
   * @param read what each topic counts to, by full name; those that do not exist count for nothing
   */
  public static GroupLag start(
      Settings settings, MeterRegistry registry, String group, Map<String, Topic<?>> read) {
    GroupLag lag = new GroupLag(Admin.create(settings.kafkaClient()), group, read);
    for (Topic<?> topic : Set.copyOf(read.values())) {
      Metric.CONSUMER_LAG.gauge(registry, () -> lag.of(topic), group, topic.base());
    }
    ScheduledFuture<?> unused =
        lag.timer.scheduleWithFixedDelay(lag::refresh, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return lag;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ZERO);
  }

  private double of(Topic<?> topic) {
    Long lag = lags.get(topic);
    return lag == null ? Double.NaN : lag;
  }

  private void refresh() {
    try {
      lags.putAll(measure());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      lags.clear();
      log.debug("The lag of [{}] is not known: {}", group, e.toString());
    }
  }

  private Map<Topic<?>, Long> measure() throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> ends = PartitionOffsets.of(admin, partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> starts =
        PartitionOffsets.of(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<Topic<?>, Long> measured = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata done = committed.get(partition);
      long next = Math.max(starts.get(partition), done == null ? 0 : done.offset());
      measured.merge(
          topics.get(partition.topic()), Math.max(0, ends.get(partition) - next), Long::sum);
    }
    return measured;
  }

  private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    PartitionCounts.of(admin, topics.keySet())
        .byTopic()
        .forEach(
            (topic, count) -> {
              for (int partition = 0; partition < count; partition++) {
                partitions.add(new TopicPartition(topic, partition));
              }
            });
    return partitions;
  }
}
