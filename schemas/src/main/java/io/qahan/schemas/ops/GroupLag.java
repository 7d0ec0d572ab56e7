package io.qahan.schemas.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.PartitionCounts;
import io.qahan.schemas.topic.PartitionOffsets;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
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
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of its topics a consumer group has not committed yet, asked of the broker every
 * five seconds and shown as {@code qahan.consumer.lag}; and whether it gets on ({@link Progress}).
 * The consumers' own lag is known only for partitions that they hold, and under names that appear a
 * minute after the start.
 *
 * <p>Counts to the end of what is committed; markers of transactions count like records, so a group
 * that is up to date may show a few. NaN until the broker has answered, and while it does not.
 * Thread safe.
 */
public final class GroupLag implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupLag.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int ANSWER_MS = 5_000;
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Admin admin;
  private final String group;
  private final Map<String, Topic<?>> topics;
  private final Map<Topic<?>, Long> lags = new ConcurrentHashMap<>();
  private final Progress progress;
  private final TopicLimits limits;
  private final Map<String, Object> looking;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "group-lag");
            thread.setDaemon(true);
            return thread;
          });

  private GroupLag(
      Settings settings,
      Admin admin,
      Progress progress,
      String group,
      Map<String, Topic<?>> topics) {
    TopicNames names = TopicNames.from(settings);
    this.admin = admin;
    this.limits = TopicLimits.ofCatalogue(names);
    this.looking = new HashMap<>(settings.kafkaClient());
    looking.remove(ConsumerConfig.GROUP_ID_CONFIG);
    looking.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    looking.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    looking.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    looking.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    looking.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1_024); // one batch all the same
    this.progress = progress;
    this.group = group;
    this.topics = Map.copyOf(topics);
  }

  /**
   * Registers a gauge for each topic and begins to ask.
   *
   * @param read what the group consumes; none for a group whose offsets are not a consumer group's,
   *     of which only is known whether its brokers answer
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
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS - 1_000);
    Progress progress =
        new Progress(
            settings.get(CommonSettings.READY_PATIENCE),
            settings.get(CommonSettings.LIVE_PATIENCE),
            System::nanoTime);
    Admin admin = WatchedClients.system().admin(() -> Admin.create(properties));
    GroupLag lag = new GroupLag(settings, admin, progress, group, read);
    Metric.STALLED.gauge(registry, () -> progress.stalled().toMillis() / 1e3, group);
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

  /** Whether the group gets on. */
  public Progress progress() {
    return progress;
  }

  private double of(Topic<?> topic) {
    Long lag = lags.get(topic);
    return lag == null ? Double.NaN : lag;
  }

  private void refresh() {
    try {
      lags.putAll(measure());
      progress.suspects().forEach(this::look);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      lags.clear();
      log.debug("The lag of [{}] is not known: {}", group, e.toString());
    }
  }

  private Map<Topic<?>, Long> measure() throws ExecutionException, InterruptedException {
    if (topics.isEmpty()) {
      admin.describeCluster().nodes().get();
      progress.heard(Map.of(), Map.of());
      return Map.of();
    }
    List<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> ends = PartitionOffsets.of(admin, partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> starts =
        PartitionOffsets.of(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<Topic<?>, Long> measured = new HashMap<>();
    Map<TopicPartition, Long> nexts = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata done = committed.get(partition);
      long next = Math.max(starts.get(partition), done == null ? 0 : done.offset());
      nexts.put(partition, next);
      measured.merge(
          topics.get(partition.topic()), Math.max(0, ends.get(partition) - next), Long::sum);
    }
    progress.heard(nexts, ends);
    return measured;
  }

  /** Whether there is anything to read where nothing was committed for a while. */
  private void look(TopicPartition partition, long next) {
    try (Consumer<byte[], byte[]> consumer = BoundedConsumer.of(looking, limits)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, next);
      ConsumerRecords<byte[], byte[]> found = consumer.poll(LOOK);
      long reached = consumer.position(partition, LOOK);
      if (found.isEmpty() && reached > next) {
        progress.empty(partition, next, reached);
      }
    } catch (KafkaException e) { // then it counts as waiting
      log.debug(
          "Whether [{}] has records from {} on is not known: {}", partition, next, e.toString());
    }
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
