package io.qahan.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients of a real broker, and a topic of one partition for each test. */
final class BrokerTopic implements AutoCloseable {
  private final String bootstrapServers;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  BrokerTopic(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    admin = Admin.create(client());
    Map<String, Object> properties = client();
    properties.put("linger.ms", 1_000); // one batch, so that one poll delivers all; flush ends it
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Map<String, Object> client() {
    return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers));
  }

  Admin admin() {
    return admin;
  }

  void create(String topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty()))).all().get();
    TopicPartition partition = new TopicPartition(topic, 0);
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all().get())
                    .isNotEmpty());
  }

  void send(String topic, String... keys) {
    for (String key : keys) {
      var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), new byte[0]));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
  }
}
