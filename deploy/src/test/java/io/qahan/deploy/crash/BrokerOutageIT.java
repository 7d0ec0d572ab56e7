package io.qahan.deploy.crash;

import static org.awaitility.Awaitility.await;

import io.qahan.deploy.process.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The embedded broker is away while transactions are open; how long, a property says. */
class BrokerOutageIT {
  private static final Duration AWAY =
      Duration.ofSeconds(Integer.getInteger("qahan.test.outage.seconds", 5));
  private static final int PARTITIONS = 4;
  private static final int PRODUCERS = 6;

  private enum Outage {
    KILLED,
    STOPPED
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveNoTransactionOpenForGood(Outage outage, @TempDir Path records) throws Exception {
    try (BrokerProcess broker = BrokerProcess.on(records);
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("t", PARTITIONS, (short) 1))).all().get();
      await().ignoreExceptions().until(() -> ends(admin, IsolationLevel.READ_UNCOMMITTED) == 0);
      List<Producer<byte[], byte[]>> producers = new ArrayList<>();
      try {
        for (int i = 0; i < PRODUCERS; i++) {
          producers.add(withOpenTransaction(broker.bootstrapServers(), "id-" + i));
        }

        if (outage == Outage.KILLED) {
          broker.kill();
        } else {
          broker.suspend();
        }
        Instant back = Instant.now().plus(AWAY);
        await().atMost(AWAY.plusSeconds(60)).until(() -> Instant.now().isAfter(back));
        if (outage == Outage.KILLED) {
          broker.restart();
        } else {
          broker.resume();
        }

        await()
            .atMost(Duration.ofSeconds(90))
            .ignoreExceptionsInstanceOf(ExecutionException.class)
            .until(
                () ->
                    ends(admin, IsolationLevel.READ_COMMITTED)
                        == ends(admin, IsolationLevel.READ_UNCOMMITTED));
      } finally {
        producers.forEach(producer -> producer.close(Duration.ZERO));
      }
    }
  }

  private static Producer<byte[], byte[]> withOpenTransaction(String servers, String id) {
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, id,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 2_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      var unused = producer.send(new ProducerRecord<>("t", partition, null, new byte[10]));
    }
    producer.flush();
    return producer;
  }

  /** The sum of all partitions' ends, as readers of that kind see them. */
  private static long ends(Admin admin, IsolationLevel level)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      asked.put(new TopicPartition("t", partition), OffsetSpec.latest());
    }
    return admin.listOffsets(asked, new ListOffsetsOptions(level)).all().get().values().stream()
        .mapToLong(found -> found.offset())
        .sum();
  }
}
