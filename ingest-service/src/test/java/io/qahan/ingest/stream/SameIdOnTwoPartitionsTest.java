package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.topic.Topics;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two tasks of one process: clients with different partitioners put one id on both partitions. */
class SameIdOnTwoPartitionsTest {
  private static final long START = TopologyFixture.START.toEpochMilli();
  private static final long DEADLINE = TopologyFixture.DEADLINE.toMillis();

  private final TopologyFixture ingest = new TopologyFixture();
  private final ProcessImages process = new ProcessImages();
  private final Task first = new Task(0);
  private final Task second = new Task(1);

  /** A task with stores of its own. */
  private final class Task {
    private final KeyValueStore<String, PendingImage> pending =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(PendingImages.STORE),
                Serdes.String(),
                PendingImages.serde())
            .withLoggingDisabled()
            .build();
    private final WindowStore<String, byte[]> answered =
        AnsweredImages.store(TopologyFixture.RETENTION).withLoggingDisabled().build();
    private final KeyValueStore<String, byte[]> positions =
        PositionStore.builder(IngestTopology.PENDING)
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    private final MockProcessorContext<byte[], byte[]> context;
    private PendingProcessor processor;

    Task(int partition) {
      context =
          new MockProcessorContext<>(
              TopologyFixture.properties(), new TaskId(0, partition), new File("unused"));
      context.setCurrentSystemTimeMs(START);
      pending.init(context.getStateStoreContext(), pending);
      answered.init(context.getStateStoreContext(), answered);
      positions.init(context.getStateStoreContext(), positions);
      context.addStateStore(pending);
      context.addStateStore(answered);
      context.addStateStore(positions);
      start(process);
    }

    void start(ProcessImages known) {
      processor = new PendingProcessor(ingest.parts, new TaskPartition(), known);
      processor.init(context);
    }

    void image(String id) {
      image(
          id,
          ingest
              .codecs
              .of(Topics.IMAGES)
              .encode(TopologyFixture.image(TopologyFixture.png(1), null)));
    }

    void image(String id, byte[] value) {
      context.setRecordMetadata(ingest.names.of(Topics.IMAGES), 0, 0);
      processor.process(
          new Record<>(id.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs()));
    }

    void passTheDeadline() {
      context.setCurrentSystemTimeMs(context.currentSystemTimeMs() + DEADLINE);
      context.scheduledPunctuators().stream()
          .filter(scheduled -> scheduled.getInterval().equals(CommitTimes.SWEEP))
          .reduce((earlier, later) -> later) // of the newest processor
          .orElseThrow()
          .getPunctuator()
          .punctuate(context.currentSystemTimeMs());
    }

    List<String> sent(String topic) {
      return context.forwarded(topic).stream()
          .map(forward -> new String(forward.record().key(), StandardCharsets.UTF_8))
          .toList();
    }
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldAnswerOnceWhileItWaitsAndAfterIt() {
    first.image("a");
    second.image("a");
    first.passTheDeadline();
    second.passTheDeadline();
    second.image("a");
    second.passTheDeadline();

    assertThat(answers()).containsExactly("a");
    assertThat(second.sent(ingest.names.of(Topics.MASK_REQUESTS))).isEmpty();
  }

  @Test
  void shouldTakeTheGoodCopyAfterABadOne() {
    first.image("a", new byte[] {1, 2, 3});
    second.image("a");
    second.passTheDeadline();

    assertThat(first.sent(ingest.names.deadLettersOf(Topics.IMAGES))).containsExactly("a");
    assertThat(answers()).containsExactly("a");
  }

  @Test
  void shouldTakeTheCopyWhenTheTaskThatHadTheOtherIsGone() {
    first.image("a");
    first.processor.close(); // its transaction was aborted, or another process has it now
    second.image("a");
    second.passTheDeadline();

    assertThat(second.sent(ingest.names.of(Topics.PREDICTIONS))).containsExactly("a");
  }

  @Test
  void shouldAnswerOnceWhatTwoProcessesTookOfWhichOneIsLeft() {
    first.image("a");
    first.processor.close();
    ProcessImages elsewhere = new ProcessImages();
    second.processor.close();
    second.start(elsewhere);
    second.image("a");
    second.processor.close();

    first.start(process);
    second.start(process); // what the other process had
    second.passTheDeadline();
    first.passTheDeadline();
    second.image("a");
    second.passTheDeadline();

    assertThat(answers()).containsExactly("a");
  }

  @Test
  void shouldTakeAnIdAgainWhenItIsForgotten() {
    first.image("a");
    first.passTheDeadline();
    long later = START + 2 * TopologyFixture.RETENTION.toMillis();
    first.context.setCurrentSystemTimeMs(later);
    second.context.setCurrentSystemTimeMs(later);
    second.image("a");
    second.passTheDeadline();

    assertThat(answers()).containsExactly("a", "a");
  }

  private List<String> answers() {
    List<String> all = new ArrayList<>(first.sent(ingest.names.of(Topics.PREDICTIONS)));
    all.addAll(second.sent(ingest.names.of(Topics.PREDICTIONS)));
    return all;
  }
}
