package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingProcessorRestartTest {
  private final TopologyFixture ingest = new TopologyFixture();
  private static final long HOUR = 3_600_000;

  private final long start = TopologyFixture.START.toEpochMilli();
  private final KeyValueStore<String, PendingImage> pending =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(PendingImages.STORE),
              Serdes.String(),
              PendingImages.serde())
          .withLoggingDisabled()
          .build();
  private final KeyValueStore<String, byte[]> positions =
      PositionStore.builder(IngestTopology.PENDING)
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
  private final WindowStore<String, byte[]> answered =
      AnsweredImages.store(TopologyFixture.RETENTION).withLoggingDisabled().build();

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldRestoreDeadlinesAfterARestart() throws Exception {
    MockProcessorContext<byte[], byte[]> before = context();
    pending.init(before.getStateStoreContext(), pending);
    answered.init(before.getStateStoreContext(), answered);
    positions.init(before.getStateStoreContext(), positions);
    PendingProcessor first = started(before);
    image(first, before, "a");
    before.setCurrentSystemTimeMs(start + 500);
    ingest.wall.set(start + 500);
    image(first, before, "b");
    first.close();
    assertThat(ingest.meters.pending()).isZero(); // a closed task counts no more

    MockProcessorContext<byte[], byte[]> after = context();
    after.setCurrentSystemTimeMs(start + 500);
    PendingProcessor second = started(after);
    assertThat(ingest.meters.pending()).isEqualTo(2);
    sweep(after, start + TopologyFixture.DEADLINE.toMillis());
    assertThat(answeredIds(after)).containsExactly("a");
    sweep(after, start + TopologyFixture.DEADLINE.toMillis() + 500);

    assertThat(answeredIds(after)).containsExactly("a", "b");
    Prediction prediction =
        ingest.codecs.of(Topics.PREDICTIONS).decode(predictions(after).get(0).record().value());
    assertThat(prediction.getDegraded()).isTrue();
    assertThat(prediction.getDeadlineMet()).isTrue();
    assertThat(ingest.meters.pending()).isZero();
    second.close();
  }

  @Test
  void shouldNotAnswerAgainWhatWasAnsweredBeforeTheRestart() {
    MockProcessorContext<byte[], byte[]> before = context();
    pending.init(before.getStateStoreContext(), pending);
    answered.init(before.getStateStoreContext(), answered);
    positions.init(before.getStateStoreContext(), positions);
    PendingProcessor first = started(before);
    image(first, before, "a");
    sweep(before, start + TopologyFixture.DEADLINE.toMillis());
    first.close();

    MockProcessorContext<byte[], byte[]> after = context();
    PendingProcessor second = started(after);
    after.setCurrentSystemTimeMs(start + TopologyFixture.DEADLINE.toMillis() + 1);
    image(second, after, "a");
    sweep(after, start + TopologyFixture.DEADLINE.toMillis() * 3);

    assertThat(after.forwarded()).isEmpty();
    second.close();
  }

  @Test
  void shouldWaitNoLongerThanOneMoreDeadlineWhenTheClockWasAheadBeforeTheRestart() {
    ingest.wall.addAndGet(HOUR);
    MockProcessorContext<byte[], byte[]> before = context();
    pending.init(before.getStateStoreContext(), pending);
    answered.init(before.getStateStoreContext(), answered);
    positions.init(before.getStateStoreContext(), positions);
    image(started(before), before, "a");
    ingest.wall.addAndGet(-HOUR);

    MockProcessorContext<byte[], byte[]> after = context();
    PendingProcessor second = started(after);
    sweep(after, start + TopologyFixture.DEADLINE.toMillis() - 100);
    assertThat(answeredIds(after)).isEmpty();
    sweep(after, start + TopologyFixture.DEADLINE.toMillis());
    assertThat(answeredIds(after)).containsExactly("a");
    second.close();
  }

  @Test
  void shouldAnswerAtOnceWhenTheClockWasBehindBeforeTheRestart() {
    ingest.wall.addAndGet(-HOUR);
    MockProcessorContext<byte[], byte[]> before = context();
    pending.init(before.getStateStoreContext(), pending);
    answered.init(before.getStateStoreContext(), answered);
    positions.init(before.getStateStoreContext(), positions);
    image(started(before), before, "a");
    ingest.wall.addAndGet(HOUR);

    MockProcessorContext<byte[], byte[]> after = context();
    PendingProcessor second = started(after);
    sweep(after, start);
    assertThat(answeredIds(after)).containsExactly("a");
    second.close();
  }

  @Test
  void shouldAskForACommitOnlyWhereSomethingHappened() {
    MockProcessorContext<byte[], byte[]> context = context();
    pending.init(context.getStateStoreContext(), pending);
    answered.init(context.getStateStoreContext(), answered);
    positions.init(context.getStateStoreContext(), positions);
    PendingProcessor processor = started(context);
    sweep(context, start + 100);
    assertThat(context.committed()).as("an idle task").isFalse();

    image(processor, context, "a");
    sweep(context, start + 200);
    assertThat(context.committed()).as("with an image").isTrue();
    context.resetCommit();
    sweep(context, start + 300);
    assertThat(context.committed()).as("that waits").isFalse();
    sweep(context, start + TopologyFixture.DEADLINE.toMillis() + 100);
    assertThat(context.committed()).as("and is answered").isTrue();
    processor.close();
  }

  private MockProcessorContext<byte[], byte[]> context() {
    MockProcessorContext<byte[], byte[]> context =
        new MockProcessorContext<>(TopologyFixture.properties());
    context.setCurrentSystemTimeMs(start);
    for (StateStore store : List.of(pending, answered, positions)) {
      context.addStateStore(store);
    }
    return context;
  }

  private PendingProcessor started(MockProcessorContext<byte[], byte[]> context) {
    PendingProcessor processor =
        new PendingProcessor(ingest.parts, new TaskPartition(), new ProcessImages());
    processor.init(context);
    return processor;
  }

  private void image(
      PendingProcessor processor, MockProcessorContext<byte[], byte[]> context, String id) {
    context.setRecordMetadata(ingest.names.of(Topics.IMAGES), 0, 0);
    processor.process(
        new Record<>(
            id.getBytes(StandardCharsets.UTF_8),
            ingest
                .codecs
                .of(Topics.IMAGES)
                .encode(TopologyFixture.image(TopologyFixture.png(1), null)),
            context.currentSystemTimeMs()));
  }

  private static void sweep(MockProcessorContext<byte[], byte[]> context, long now) {
    context.setCurrentSystemTimeMs(now);
    context.scheduledPunctuators().get(0).getPunctuator().punctuate(now);
  }

  private List<? extends CapturedForward<? extends byte[], ? extends byte[]>> predictions(
      MockProcessorContext<byte[], byte[]> context) {
    return context.forwarded(ingest.names.of(Topics.PREDICTIONS));
  }

  private List<String> answeredIds(MockProcessorContext<byte[], byte[]> context) {
    return predictions(context).stream()
        .map(forward -> new String(forward.record().key(), StandardCharsets.UTF_8))
        .toList();
  }
}
