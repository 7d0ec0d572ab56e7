package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.board.Warnings.Counts;
import io.qahan.schemas.position.OffsetsRetention;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class WarningsTest {
  private static final Counts START = new Counts(0, 0, 0, 0, 0, false);

  private final Warnings warnings = new Warnings();

  private List<String> after(Duration time, Counts counts) {
    return after(time, counts, new ClockState(0, 0.2));
  }

  private List<String> after(Duration time, Counts counts, ClockState clocks) {
    return warnings.of(time.toNanos(), counts, clocks, List.of());
  }

  @Test
  void shouldWarnOfAClockThatStepsUntilThatIsFiveMinutesAgo() {
    ClockState stepped = new ClockState(3, Double.NaN);
    after(Duration.ZERO, START, new ClockState(1, Double.NaN));

    assertThat(after(Duration.ofSeconds(30), START, stepped))
        .singleElement()
        .asString()
        .startsWith("The clock of ingest's host stepped 2 times in the last minutes.");
    assertThat(after(Duration.ofMinutes(6), START, stepped)).isEmpty();
  }

  @Test
  void shouldWarnOfClocksThatDiffer() {
    assertThat(after(Duration.ZERO, START, new ClockState(0, 1.5)))
        .singleElement()
        .asString()
        .startsWith("The broker's clock is 1.5 s ahead of that of ingest's host");
    assertThat(after(Duration.ofSeconds(1), START, new ClockState(0, -90)))
        .singleElement()
        .asString()
        .startsWith("The broker's clock is 90.0 s behind that of ingest's host");
  }

  @Test
  void shouldSayNothingOfAHealthyStream() {
    after(Duration.ZERO, START);

    assertThat(after(Duration.ofMinutes(1), new Counts(1000, 40, 10, 1000, 980, false))).isEmpty();
  }

  @Test
  void shouldWarnOfDegradedAnswersUntilTheyAreFiveMinutesOld() {
    after(Duration.ZERO, START);
    Counts outage = new Counts(100, 60, 0, 0, 0, false);

    assertThat(after(Duration.ofSeconds(30), outage))
        .singleElement()
        .asString()
        .startsWith("60 of the last 100 answers are degraded");
    assertThat(after(Duration.ofMinutes(6), new Counts(1100, 60, 0, 0, 0, false))).isEmpty();
  }

  @Test
  void shouldWarnOfDeadLettersThatPileUp() {
    after(Duration.ZERO, START);

    assertThat(after(Duration.ofSeconds(30), new Counts(200, 0, 60, 0, 0, false)))
        .singleElement()
        .asString()
        .startsWith("60 records became dead letters");
  }

  @Test
  void shouldWarnOfAnUntrainedHeadOnlyOnceThereIsEnoughToLearnFrom() {
    after(Duration.ZERO, START);

    assertThat(after(Duration.ofSeconds(30), new Counts(999, 0, 0, 999, 999, true))).isEmpty();
    assertThat(after(Duration.ofSeconds(40), new Counts(1000, 0, 0, 1000, 1000, true)))
        .singleElement()
        .asString()
        .startsWith("Head 0, which is untrained");
  }

  @Test
  void shouldWarnOfLabelsThatTrainNothing() {
    after(Duration.ZERO, START);

    assertThat(after(Duration.ofSeconds(30), new Counts(500, 0, 0, 100, 15, false)))
        .singleElement()
        .asString()
        .startsWith("100 labels came in the last minutes, and 15 were trained on");
  }

  @Test
  void shouldNameTheServicesThatNobodyRuns() {
    ServiceGroups groups =
        groups(
            KafkaFuture.completedFuture(
                List.of(
                    group("q.workers-share", GroupState.STABLE),
                    group("q.join", GroupState.EMPTY))));

    groups.ask();

    assertThat(groups.missing()).containsExactly("trainer");
    assertThat(warnings.of(0, START, new ClockState(0, 0), groups.missing()))
        .containsExactly("No trainer is running. Start one: qahan trainer.");
  }

  @Test
  void shouldNotWarnOfServicesWhereTheBrokersDoNotTell() {
    KafkaFutureImpl<Collection<GroupListing>> refused = new KafkaFutureImpl<>();
    refused.completeExceptionally(new GroupAuthorizationException("q.join"));
    ServiceGroups groups = groups(refused);

    groups.ask();

    assertThat(groups.missing()).isEmpty();
  }

  private static ServiceGroups groups(KafkaFuture<Collection<GroupListing>> answer) {
    return new ServiceGroups(
        () -> answer,
        Map.of("worker", Set.of("q.workers", "q.workers-share"), "trainer", Set.of("q.join")));
  }

  private static GroupListing group(String name, GroupState state) {
    return new GroupListing(name, Optional.of(GroupType.CONSUMER), "consumer", Optional.of(state));
  }

  @Test
  void shouldWarnOfBrokersThatForgetOffsetsBeforeRequests() {
    AtomicReference<CompletionStage<OffsetsRetention>> answer =
        new AtomicReference<>(
            CompletableFuture.failedFuture(new GroupAuthorizationException("not for you")));
    BrokerOffsets offsets = new BrokerOffsets(answer::get);
    offsets.ask();
    assertThat(offsets.warning()).isEmpty();

    answer.set(CompletableFuture.completedFuture(OffsetsRetention.of("30")));
    offsets.ask();
    assertThat(offsets.warning().orElseThrow())
        .startsWith("The brokers' offsets.retention.minutes is [30], but requests for masks are")
        .contains("set it to 10080");

    answer.set(CompletableFuture.completedFuture(OffsetsRetention.of(null)));
    offsets.ask();
    assertThat(offsets.warning()).isEmpty();
  }
}
