package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.WindowStore;

class AnsweredImagesTest {
  private static final Duration RETENTION = Duration.ofMinutes(10);
  private static final Duration MARK = AnsweredImages.MARKED;
  private static final int HOUR = 3_600_000;

  private final WindowStore<String, byte[]> store =
      AnsweredImages.store(RETENTION).withLoggingDisabled().build();

  @Property(tries = 200)
  void shouldRememberEachIdForTheRetentionWhateverTheClocksDo(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 120_000) Integer> passed,
      @ForAll @Size(30) List<@IntRange(min = -2 * HOUR, max = 2 * HOUR) Integer> steps,
      @ForAll @Size(30) List<Boolean> restarts) {
    init();
    long steady = 0; // begins anywhere in each process
    long lived = 0;
    long wall = TopologyFixture.START.toEpochMilli();
    AnsweredImages answered = new AnsweredImages(store, RETENTION, steady, wall);
    List<Long> answeredAt = new ArrayList<>();
    for (int i = 0; i < passed.size(); i++) {
      answered.add("id-" + i, steady);
      answeredAt.add(lived);
      steady += passed.get(i);
      lived += passed.get(i);
      wall += passed.get(i) + steps.get(i);
      if (restarts.get(i)) {
        steady = steps.get(i);
        answered = new AnsweredImages(store, RETENTION, steady, wall);
      }
      for (int id = 0; id <= i; id++) {
        if (lived - answeredAt.get(id) < RETENTION.toMillis()) {
          assertThat(answered.contains("id-" + id, steady)).as("id-%s at %s", id, lived).isTrue();
        }
      }
    }
  }

  @Property(tries = 50)
  void shouldForgetHoweverOftenItRestarts(@ForAll @IntRange(min = 6, max = 120) int seconds) {
    init();
    long wall = TopologyFixture.START.toEpochMilli();
    AnsweredImages answered = new AnsweredImages(store, RETENTION, 0, wall);
    answered.add("a", 0);
    long most = 2 * RETENTION.toMillis() * seconds / (seconds - MARK.toSeconds());
    long lived = 0;
    while (lived <= most) {
      for (int second = 0; second < seconds; second++) {
        answered.add("other", second * 1000L);
      }
      lived += seconds * 1000L;
      answered = new AnsweredImages(store, RETENTION, 0, wall);
    }

    assertThat(answered.contains("a", 0)).isFalse();
  }

  private void init() {
    MockProcessorContext<byte[], byte[]> context =
        new MockProcessorContext<>(TopologyFixture.properties());
    store.init(context.getStateStoreContext(), store);
  }
}
