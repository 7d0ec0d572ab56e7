package io.qahan.trainer.online;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.ops.Progress;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Real clients. What exactly-once rests on cannot be overridden by {@code kafka.*}; what only makes
 * them fast can.
 */
final class KafkaTrainingClients implements TrainingClients {
  private static final int MAX_RECORD = Topics.TRAINING_STATE.maxMessageBytes();
  private static final int BLOCK_MS = 10_000;
  private static final int TRANSACTION_MS = 30_000;

  private final Settings settings;
  private final TopicLimits limits;
  private final MeterRegistry registry;
  private final String id;
  private final AtomicInteger made = new AtomicInteger();
  private final Map<String, KafkaClientMetrics> bound = new HashMap<>();
  private final GroupLag lag;

  KafkaTrainingClients(Settings settings, TopicLimits limits, MeterRegistry registry) {
    this.settings = settings;
    this.limits = limits;
    this.registry = registry;
    this.id =
        settings.get(CommonSettings.TOPIC_PREFIX) + "trainer-" + settings.get(CommonSettings.MODEL);
    this.lag = GroupLag.start(settings, registry, id, Topics.TRAINING_EXAMPLES);
  }

  @Override
  public Consumer<byte[], byte[]> member() {
    Map<String, Object> properties = consumerProperties("-examples");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    // A place that is out of range is the session's to judge: it starts over.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return measured(properties);
  }

  @Override
  public Consumer<byte[], byte[]> reader() {
    Map<String, Object> properties = consumerProperties("-reader-" + made.incrementAndGet());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return WatchedClients.system().endingConsumer(BoundedConsumer.of(properties, limits));
  }

  private Map<String, Object> consumerProperties(String role) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, id + role);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 << 20);
    // How soon another trainer takes over after a crash.
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    properties.putAll(settings.kafkaClient());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return properties;
  }

  private Consumer<byte[], byte[]> measured(Map<String, Object> properties) {
    Consumer<byte[], byte[]> consumer =
        WatchedClients.system().endingConsumer(BoundedConsumer.of(properties, limits));
    bind("consumer", new KafkaClientMetrics(consumer));
    return consumer;
  }

  /** The {@code max.request.size} of the producers. */
  static int largestRequest(Settings settings) {
    Object bytes =
        settings.kafkaClient().getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD);
    return Integer.parseInt(String.valueOf(bytes));
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, id + "-heads");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_RECORD);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCK_MS);
    properties.putAll(settings.kafkaClient());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    Producer<byte[], byte[]> producer =
        WatchedClients.system()
            .endingProducer(
                new KafkaProducer<>(
                    properties, new ByteArraySerializer(), new ByteArraySerializer()));
    bind("producer", new KafkaClientMetrics(producer));
    return producer;
  }

  /** The metrics of a client take the place of those of the client before it. */
  private synchronized void bind(String kind, KafkaClientMetrics metrics) {
    KafkaClientMetrics before = bound.put(kind, metrics);
    if (before != null) {
      before.close();
    }
    metrics.bindTo(registry);
  }

  @Override
  public Optional<Progress> progress() {
    return Optional.of(lag.progress());
  }

  @Override
  public synchronized void close() {
    lag.close();
    bound.values().forEach(KafkaClientMetrics::close);
    bound.clear();
  }
}
