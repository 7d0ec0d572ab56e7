package io.qahan.ingest;

import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.BoundedBytes;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The plain Kafka clients of ingest, with our defaults under the user's {@code kafka.*}. */
final class ServiceClients {
  private ServiceClients() {}

  /** Sends images that came over HTTP. */
  static Producer<byte[], byte[]> imageProducer(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.IMAGES.maxMessageBytes());
    // Somebody waits for an answer: fail in time for them to try elsewhere.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    properties.putAll(settings.kafkaClient());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Reads a topic whole, without a group.
   *
   * @param limits how large records may be
   * @param reset where to go on if the position is lost: earliest or latest
   */
  static Consumer<byte[], byte[]> follower(Settings settings, TopicLimits limits, String reset) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(
        properties, BoundedBytes.ofKeys(limits), BoundedBytes.ofValues(limits));
  }
}
