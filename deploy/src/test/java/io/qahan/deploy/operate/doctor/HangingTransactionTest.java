package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HangingTransactionTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final TopicPartition HERE = new TopicPartition("predictions", 1);
  private static final TopicPartition THERE = new TopicPartition("predictions", 2);
  private static final HangingTransaction OPEN = new HangingTransaction(HERE, 7, 42);

  @Test
  void shouldFindATransactionThatIsOpenWhereNoCoordinatorEndsIt() {
    assertThat(HangingTransaction.open(HERE, List.of(producer(7, 42, 11)), NOW))
        .containsExactly(OPEN);
    assertThat(HangingTransaction.hanging(List.of(OPEN), Map.of())).containsExactly(OPEN);
    assertThat(HangingTransaction.hanging(List.of(OPEN), Map.of(7L, Set.of(THERE))))
        .as("what its coordinator still has to end is elsewhere")
        .containsExactly(OPEN);
    assertThat(HangingTransaction.hanging(List.of(OPEN), Map.of(8L, Set.of(HERE))))
        .as("another producer's")
        .containsExactly(OPEN);
  }

  @Test
  void shouldLeaveAloneWhatItsCoordinatorWillEnd() {
    assertThat(HangingTransaction.hanging(List.of(OPEN), Map.of(7L, Set.of(HERE, THERE))))
        .isEmpty();
  }

  @Test
  void shouldLeaveAloneWhatIsNewOrNotOpen() {
    assertThat(HangingTransaction.open(HERE, List.of(producer(7, 42, 9)), NOW)).isEmpty();
    assertThat(HangingTransaction.open(HERE, List.of(producer(7, -1, 3_600)), NOW)).isEmpty();
    assertThat(HangingTransaction.open(HERE, List.of(), NOW)).isEmpty();
  }

  @Test
  void shouldSayHowToEndIt() {
    assertThat(TransactionCheck.of(List.of(OPEN), "broker:9092"))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.FAULT)
        .matches(finding -> finding.text().contains("[predictions-1]"))
        .matches(
            finding ->
                finding
                    .cure()
                    .equals(
                        "kafka-transactions.sh --bootstrap-server broker:9092 abort --topic"
                            + " predictions --partition 1 --start-offset 42"));
    assertThat(TransactionCheck.of(List.of(), "broker:9092"))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.OK);
  }

  /** One that wrote last so many seconds ago; with no transaction open if the offset is -1. */
  private static ProducerState producer(long id, long startOffset, long secondsAgo) {
    return new ProducerState(
        id,
        0,
        5,
        NOW.minusSeconds(secondsAgo).toEpochMilli(),
        OptionalInt.of(0),
        startOffset < 0 ? OptionalLong.empty() : OptionalLong.of(startOffset));
  }
}
