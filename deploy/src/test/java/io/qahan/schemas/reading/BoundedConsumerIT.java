package io.qahan.schemas.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.crash.PackedBatch;
import io.qahan.schemas.topic.Oversize;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that unpack to more than this JVM has. */
class BoundedConsumerIT {
  private static final int BEYOND =
      (int) Math.min(Integer.MAX_VALUE - 1000, Runtime.getRuntime().maxMemory() + (64 << 20));
  private static final int GOOD = 20;

  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.temporary();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd"})
  void shouldHandOutAllThatFitsOnceInOrderAndTellOfTheRest(String packing) throws Exception {
    String topic = topic(packing, 3);
    send(topic, "before");
    assertThat(
            new PackedBatch(packing)
                .with("same-batch", "0")
                .with("same-batch", "1")
                .withZeros("bomb", BEYOND)
                .with("behind", "3")
                .send(kafka.bootstrapServers(), topic, 1))
        .isZero();
    assertThat(
            new PackedBatch(packing)
                .withZeros("bomb", BEYOND)
                .send(kafka.bootstrapServers(), topic, 1))
        .isZero();
    send(topic, "after");

    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer(Map.of("group.id", topic))) {
      consumer.subscribe(List.of(topic));
      while (read.size() < 6 * GOOD + 5) {
        consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
      }
      consumer.commitSync();
      assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
      assertThat(consumer.position(new TopicPartition(topic, 1))).isEqualTo(2 * GOOD + 5);
    }

    Map<Integer, List<Long>> offsets = new TreeMap<>();
    read.forEach(
        each ->
            offsets.computeIfAbsent(each.partition(), p -> new ArrayList<>()).add(each.offset()));
    for (int partition = 0; partition < 3; partition++) {
      assertThat(offsets.get(partition))
          .containsExactlyElementsOf(
              IntStream.range(0, 2 * GOOD + (partition == 1 ? 5 : 0))
                  .mapToObj(Long::valueOf)
                  .toList());
    }
    assertThat(
            read.stream()
                .filter(each -> Oversize.of(each.headers()).isPresent())
                .map(ConsumerRecord::offset))
        .containsExactly(GOOD + 2L, GOOD + 3L, GOOD + 4L);
    assertThat(read)
        .filteredOn(
            each -> each.key() != null && new String(each.key(), UTF_8).equals("same-batch"))
        .hasSize(2);
  }

  @Test
  void shouldGoOnWhereItsOwnerHadSoughtTo() throws Exception {
    String topic = topic("sought", 1);
    send(topic, "before");
    assertThat(
            new PackedBatch("zstd")
                .withZeros("bomb", BEYOND)
                .send(kafka.bootstrapServers(), topic, 0))
        .isZero();
    try (Consumer<byte[], byte[]> consumer = consumer(Map.of())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, GOOD - 2);
      List<Long> offsets = new ArrayList<>();
      while (offsets.size() < 3) {
        consumer.poll(Duration.ofSeconds(1)).forEach(each -> offsets.add(each.offset()));
      }
      assertThat(offsets).containsExactly(GOOD - 2L, GOOD - 1L, (long) GOOD);
    }
  }

  private static String topic(String name, int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("bombs-" + name, partitions, (short) 1)
                      .configs(Map.of("max.message.bytes", Integer.toString(8 << 20)))))
          .all()
          .get();
    }
    return "bombs-" + name;
  }

  private static void send(String topic, String value) throws Exception {
    try (Producer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "compression.type", "lz4"),
            new StringSerializer(),
            new StringSerializer())) {
      for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
        for (int i = 0; i < GOOD; i++) {
          var unused = producer.send(new ProducerRecord<>(topic, partition, "good", value + i));
        }
      }
      producer.flush();
    }
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", false);
    return BoundedConsumer.of(properties, TopicLimits.ofCatalogue(new TopicNames("qahan.")));
  }
}
