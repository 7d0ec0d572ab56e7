package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.clock.ClockSteppedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RenewedTaskSourceTest {
  private static final byte[] BYTES = "a".getBytes(StandardCharsets.UTF_8);

  private final List<InMemoryTaskSource> made = new ArrayList<>();
  private final RenewedTaskSource source =
      new RenewedTaskSource(
          () -> {
            made.add(new InMemoryTaskSource());
            return made.get(made.size() - 1);
          });

  @Test
  void shouldTakeTasksFromANewSourceWhenTheClockWentBack() {
    made.get(0).failNextPoll(new ClockSteppedException("consumer", null));
    assertThat(source.poll(Duration.ZERO)).isEmpty();
    made.get(1).offer(BYTES, BYTES);

    assertThat(made.get(0).closed()).isTrue();
    List<Task> tasks = source.poll(Duration.ZERO);
    assertThat(tasks).hasSize(1);
    source.acknowledge(tasks.get(0));
    assertThat(made.get(1).acknowledged()).containsExactly(0L);
    source.close();
    assertThat(made.get(1).closed()).isTrue();
  }

  @Test
  void shouldThrowWhatElseGoesWrong() {
    made.get(0).failNextPoll(new TimeoutException("away"));

    assertThatThrownBy(() -> source.poll(Duration.ZERO)).isInstanceOf(TimeoutException.class);
    assertThat(made).hasSize(1);
  }
}
