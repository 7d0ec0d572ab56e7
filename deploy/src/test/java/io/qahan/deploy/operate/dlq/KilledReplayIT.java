package io.qahan.deploy.operate.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A replay that is killed in the middle, and the next one. */
@Timeout(180)
class KilledReplayIT {
  private static final int LETTERS = 20_000;

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldSendEachLetterOnceAllTheSame() throws Exception {
    setAside();
    String labels = cluster.names().of(Topics.LABELS);
    try (QahanProcess first =
        QahanProcess.start(cluster.command("dlq", "replay", "--topic", "labels"))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> !cluster.read(labels).isEmpty());
      first.kill();
    }

    CommandRun second = cluster.run("dlq", "replay", "--topic", "labels");

    assertThat(second.exitCode()).as(second.err()).isZero();
    long sentBySecond = lines(second, "sent back ");
    assertThat(sentBySecond).as("letters left by the killed one").isBetween(1L, LETTERS - 1L);
    assertThat(second.out()).contains((LETTERS - sentBySecond) + " were replayed before");
    List<String> back =
        cluster.read(labels).stream()
            .map(record -> new String(record.key(), StandardCharsets.UTF_8))
            .toList();
    assertThat(back).hasSize(LETTERS).doesNotHaveDuplicates();
    assertThat(cluster.run("dlq", "replay", "--topic", "labels").out())
        .contains("0 sent back")
        .contains(LETTERS + " were replayed before");
  }

  private static long lines(CommandRun run, String start) {
    return run.out().lines().filter(line -> line.startsWith(start)).count();
  }

  private void setAside() {
    String labels = cluster.names().of(Topics.LABELS);
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      for (int i = 0; i < LETTERS; i++) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    cluster.names().deadLettersOf(Topics.LABELS),
                    null,
                    ("label-" + i).getBytes(StandardCharsets.UTF_8),
                    new byte[] {1},
                    new DeadLetter("test", "test", "not usable", labels, 0, i)
                        .addTo(new RecordHeaders())));
      }
      producer.flush();
    }
  }
}
