package io.qahan.deploy.operate.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Dead letters and the way back for them. */
class DlqReplayIT {
  private static final byte[] BYTES = {9, 8, 7};

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldSendADeadLetterBackOnceAsItWas() throws Exception {
    setAside(Topics.LABELS, "first");
    setAside(Topics.LABELS, "second");
    setAside(Topics.TRAINING_STATE, "default");

    assertThat(cluster.run("dlq", "list").out())
        .contains("3 of 3 dead letters")
        .contains("labels-0@0");
    JsonNode letter = cluster.json("dlq", "show", "labels-0@1");
    assertThat(letter.get("key").asText()).isEqualTo("second");
    assertThat(letter.get("cause").asText()).isEqualTo("test");
    assertThat(letter.get("replayed").asBoolean()).isFalse();

    assertThat(cluster.run("dlq", "replay").err()).contains("--all");
    assertThat(cluster.run("dlq", "replay", "labels-0@77").err())
        .contains("There is no dead letter");
    assertThat(cluster.run("dlq", "replay", "--topic", "labels", "--dry-run").out())
        .contains("2 would be sent back");
    assertThat(cluster.read(cluster.names().of(Topics.LABELS))).isEmpty();

    CommandRun first = cluster.run("dlq", "replay", "labels-0@0");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("sent back labels-0@0");
    CommandRun all = cluster.run("dlq", "replay", "--all");
    assertThat(all.exitCode()).isEqualTo(1); // the training state must be named by its id
    assertThat(all.out()).contains("sent back labels-0@1").contains("1 were replayed before");
    assertThat(cluster.read(cluster.names().of(Topics.TRAINING_STATE))).isEmpty();

    List<ConsumerRecord<byte[], byte[]>> back = cluster.read(cluster.names().of(Topics.LABELS));
    assertThat(back)
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("first", "second");
    Headers original = new RecordHeaders().add("trace", new byte[] {1});
    assertThat(back).allMatch(record -> java.util.Arrays.equals(BYTES, record.value()));
    assertThat(back).allMatch(record -> record.headers().equals(original));

    assertThat(cluster.run("dlq", "replay", "--topic", "labels").out()).contains("0 sent back");
    assertThat(cluster.run("dlq", "list", "--topic", "labels").out())
        .contains("2 of 2")
        .contains("yes");
    assertThat(cluster.run("dlq", "replay", "labels-0@1", "--again").exitCode()).isZero();
    assertThat(cluster.read(cluster.names().of(Topics.LABELS))).hasSize(3);
  }

  /** As a service does with a record that is too large for the dead-letter topic. */
  @Test
  void shouldSendTheWholeOfALetterThatWasCutWhileItIsWhereItCameFrom() throws Exception {
    String topic = cluster.names().of(Topics.MASK_RESULTS);
    byte[] key = "cut".getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[300_000];
    new java.util.Random(7).nextBytes(whole);
    Headers headers = new RecordHeaders().add("trace", new byte[] {2});
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      long offset =
          producer.send(new ProducerRecord<>(topic, 0, key, whole, headers)).get().offset();
      for (long place : new long[] {offset, offset + 1_000}) {
        DeadLetter.Enclosed letter =
            new DeadLetter("test", "test", "too large", topic, 0, place)
                .enclose(key, whole, headers, 100_000);
        producer
            .send(
                new ProducerRecord<>(
                    cluster.names().deadLettersOf(Topics.MASK_RESULTS),
                    0,
                    letter.key(),
                    letter.value(),
                    letter.headers()))
            .get();
      }
    }

    CommandRun replay = cluster.run("dlq", "replay", "--topic", "mask-results");

    assertThat(replay.exitCode()).isEqualTo(1);
    assertThat(replay.out())
        .contains("sent back mask-results-0@0")
        .contains("not sent mask-results-0@1: has only the beginning of its record (300000 bytes)");
    List<ConsumerRecord<byte[], byte[]>> back = cluster.read(topic);
    assertThat(back).hasSize(2);
    assertThat(back).allMatch(record -> java.util.Arrays.equals(whole, record.value()));
    assertThat(back).allMatch(record -> java.util.Arrays.equals(key, record.key()));
    assertThat(back).allMatch(record -> record.headers().equals(headers));
    assertThat(cluster.run("dlq", "replay", "--topic", "mask-results").out())
        .contains("0 sent back")
        .contains("1 were replayed before");
  }

  private void setAside(Topic<?> topic, String key) throws Exception {
    Headers headers =
        new DeadLetter("test", "test", "not usable", cluster.names().of(topic), 0, 5)
            .addTo(new RecordHeaders().add("trace", new byte[] {1}));
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  cluster.names().deadLettersOf(topic),
                  null,
                  key.getBytes(StandardCharsets.UTF_8),
                  BYTES,
                  headers))
          .get();
    }
  }
}
