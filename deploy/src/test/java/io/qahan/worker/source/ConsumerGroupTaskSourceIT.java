package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class ConsumerGroupTaskSourceIT extends BrokerTaskSourceContract {
  private KafkaConsumer<byte[], byte[]> consumer;

  @Override
  protected TaskSource open() {
    Map<String, Object> properties = member();
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return new ConsumerGroupTaskSource(consumer, topic(), 100, Duration.ofMillis(10));
  }

  @Override
  protected void crash(TaskSource source) {
    consumer.close();
  }

  @Test
  void shouldHaveNoLagWhenAllIsAcknowledged() throws Exception {
    send("a", "b");
    try (TaskSource source = open()) {
      List<Task> tasks = take(source, 2);
      tasks.forEach(source::acknowledge);
    }

    assertThat(
            broker()
                .admin()
                .listConsumerGroupOffsets(topic())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(topic(), 0))
                .offset())
        .isEqualTo(2);
  }
}
