package io.qahan.worker.source;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.ops.Progress;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.BoundedBytes;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of a worker. What we rely on for correctness cannot be overridden by {@code
 * kafka.*}; what only makes it fast can.
 */
public final class KafkaClients implements AutoCloseable {
  private static final int FETCH_BYTES = 8 << 20;

  private final Settings settings;
  private final int inFlight;
  private final TopicLimits limits;
  private final String id;
  private final MeterRegistry registry;
  private final Map<String, Runnable> measuring = new HashMap<>();
  private Progress progress;

  /**
   * @param settings the common ones, and {@code kafka.*}
   * @param inFlight the most requests to have taken and not yet answered
   * @param limits how large records may be
   * @param id of the worker, for the client ids
   * @param registry gets the clients' own metrics, until this is closed
   */
  public KafkaClients(
      Settings settings, int inFlight, TopicLimits limits, String id, MeterRegistry registry) {
    this.settings = settings;
    this.inFlight = inFlight;
    this.limits = limits;
    this.id = id;
    this.registry = registry;
  }

  String consumerGroup() {
    return settings.get(CommonSettings.TOPIC_PREFIX) + "qubo-workers";
  }

  String shareGroup() {
    return settings.get(CommonSettings.TOPIC_PREFIX) + "qubo-workers-share";
  }

  /**
   * A member of the consumer group.
   *
   * @param uncommitted whether it takes requests before their transaction is committed
   */
  Consumer<byte[], byte[]> consumer(boolean uncommitted) {
    Map<String, Object> defaults = new HashMap<>();
    int half = Math.max(1, inFlight / 2);
    defaults.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    Map<String, Object> properties = with(defaults, "-consumer");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, consumerGroup());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, half);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, uncommitted ? "read_uncommitted" : "read_committed");
    if (!"consumer".equals(properties.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      // With the default, 45 s, the partitions of a killed worker wait too long for another.
      properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
      properties.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    }
    Consumer<byte[], byte[]> consumer =
        WatchedClients.system().endingConsumer(BoundedConsumer.of(properties, limits));
    bind("consumer", new KafkaClientMetrics(consumer));
    watch(() -> GroupLag.start(settings, registry, consumerGroup(), Topics.MASK_REQUESTS));
    return consumer;
  }

  ShareConsumer<byte[], byte[]> shareConsumer() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    // One slow solve holds up the rest of its batch, so take no more than can be worked on.
    defaults.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    defaults.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, inFlight);
    Map<String, Object> properties = with(defaults, "-consumer");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, shareGroup());
    properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    ShareConsumer<byte[], byte[]> consumer =
        WatchedClients.system()
            .endingShareConsumer(
                new KafkaShareConsumer<>(
                    properties, BoundedBytes.ofKeys(limits), BoundedBytes.ofValues(limits)));
    bind("consumer", new KafkaClientMetrics(metricsOf(consumer)));
    // Its offsets are not a consumer's.
    watch(() -> GroupLag.start(settings, registry, shareGroup()));
    return consumer;
  }

  public Producer<byte[], byte[]> producer() {
    Map<String, Object> defaults = new HashMap<>();
    defaults.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    defaults.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    defaults.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // Dead letters carry whole requests.
    defaults.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRequest());
    Map<String, Object> properties = with(defaults, "-producer");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    Producer<byte[], byte[]> producer =
        WatchedClients.system()
            .producer(
                () ->
                    new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()));
    bind("producer", new KafkaClientMetrics(producer));
    return producer;
  }

  /** The {@code max.request.size} of the producer. */
  public int largestRequest() {
    Object bytes =
        settings
            .kafkaClient()
            .getOrDefault(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * Topics.MASK_REQUESTS.maxMessageBytes());
    return Integer.parseInt(String.valueOf(bytes));
  }

  Admin admin() {
    return Admin.create(with(Map.of(), "-admin"));
  }

  /** Stops measuring; the clients are closed by those who use them. */
  @Override
  public synchronized void close() {
    measuring.values().forEach(Runnable::run);
    measuring.clear();
  }

  /**
   * Whether the group gets on, once its consumer is made.
   *
   * @throws IllegalStateException before
   */
  public synchronized Progress progress() {
    if (progress == null) {
      throw new IllegalStateException("No consumer was made yet.");
    }
    return progress;
  }

  /** Once: a consumer that is made anew has the group of the one before it. */
  private synchronized void watch(Supplier<GroupLag> starter) {
    if (progress == null) {
      GroupLag lag = starter.get();
      progress = lag.progress();
      measuring.put("lag", lag::close);
    }
  }

  /** The metrics of a client take the place of those of the client before it. */
  private synchronized void bind(String kind, KafkaClientMetrics metrics) {
    Runnable before = measuring.put(kind, metrics::close);
    if (before != null) {
      before.run();
    }
    metrics.bindTo(registry);
  }

  /** Micrometer's binder does not know share consumers yet; all it calls is {@code metrics()}. */
  @SuppressWarnings("unchecked")
  private static Consumer<byte[], byte[]> metricsOf(ShareConsumer<byte[], byte[]> consumer) {
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            KafkaClients.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("metrics")) {
                return consumer.metrics();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private Map<String, Object> with(Map<String, Object> defaults, String role) {
    Map<String, Object> properties = new HashMap<>(defaults);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, id + role);
    properties.putAll(settings.kafkaClient());
    return properties;
  }
}
