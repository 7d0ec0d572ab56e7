package io.qahan.deploy.operate.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.SteppedClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerWaitTest {
  private static final TopicPartition FEATURES = new TopicPartition("again.masked-features.v1", 0);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MockConsumer<byte[], byte[]> outcomes = new MockConsumer<>("earliest");
  private final SteppedClock clock = new SteppedClock();
  private final AnswerWait answers = new AnswerWait(outcomes, clock, PATIENCE, "again.");
  private int polls;

  @BeforeEach
  void assign() {
    outcomes.assign(List.of(FEATURES));
    outcomes.updateBeginningOffsets(Map.of(FEATURES, 0L));
  }

  private static byte[] id(String id) {
    return id.getBytes(UTF_8);
  }

  /** What the next polls find; each takes three seconds. */
  private void comes(int offset, String... ids) {
    for (int i = 0; i < ids.length; i++) {
      String id = ids[i];
      long at = offset + i;
      outcomes.schedulePollTask(
          () -> {
            polls++;
            clock.sleep(Duration.ofSeconds(3).toNanos());
            if (!id.isEmpty()) {
              outcomes.addRecord(new ConsumerRecord<>(FEATURES.topic(), 0, at, id(id), null));
            }
          });
    }
  }

  @Test
  void shouldWaitForTheImageOfALabelHoweverManyAreAnsweredBefore() {
    for (String id : List.of("a", "b", "c", "d", "e", "f")) {
      answers.sent(id(id));
    }
    comes(0, "a", "b", "stranger", "c", "d", "e", "f");
    answers.await(id("f"));
    assertThat(polls).as("twenty seconds, but never ten without one").isEqualTo(7);

    answers.await(id("b")); // is known
    answers.await(id("f"));
    answers.await(id("of before"));
    answers.await(null);
    assertThat(polls).isEqualTo(7);
  }

  @Test
  void shouldSayWhatToDoWhenNobodyAnswers() {
    answers.sent(id("a"));
    answers.sent(id("b"));
    comes(0, "a", "", "", "", "", "");
    assertThatThrownBy(() -> answers.await(id("b")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("No image under [again.] was answered for 10 s; 1 wait")
        .hasMessageContaining("topic.prefix=again.");
  }
}
