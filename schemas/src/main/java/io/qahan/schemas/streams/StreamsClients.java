package io.qahan.schemas.streams;

import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.topic.BoundedBytes;
import io.qahan.schemas.topic.TopicLimits;
import java.util.Map;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The clients of Kafka Streams, as it would make them itself, but for the main consumer, which
 * reads {@link BoundedBytes no more of a record than its topic allows}. After a step back of the
 * clock the threads that use them are replaced ({@link WatchedClients}). Thread safe.
 *
 * @param limits how large records may be
 * @param main what is made of the main consumer; it may wrap it
 * @param producers what is made of a thread's producer; it may wrap it
 */
public record StreamsClients(
    TopicLimits limits,
    UnaryOperator<Consumer<byte[], byte[]>> main,
    UnaryOperator<Producer<byte[], byte[]>> producers)
    implements KafkaClientSupplier {
  /** The {@code max.request.size} of the producers that these properties make. */
  public static int largestRequest(Properties properties) {
    Object bytes =
        new StreamsConfig(properties)
            .getProducerConfigs("largest-request")
            .get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return Integer.parseInt(String.valueOf(bytes));
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return WatchedClients.system().admin(() -> Admin.create(config));
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return producers.apply(
        EmptyCommits.leftOut(
            WatchedClients.system()
                .endingProducer(
                    new KafkaProducer<>(
                        AbandonedTransactions.naming(config),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()))));
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return main.apply(WatchedClients.system().endingConsumer(BoundedConsumer.of(config, limits)));
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return whole(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return whole(config);
  }

  /** What Kafka Streams restores is its own: a store must have it as it was written. */
  private static Consumer<byte[], byte[]> whole(Map<String, Object> config) {
    return WatchedClients.system()
        .endingConsumer(
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }
}
