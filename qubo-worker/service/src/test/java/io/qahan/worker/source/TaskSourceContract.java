package io.qahan.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TaskSource} keeps, whether its broker is real or not. The topic has one
 * partition, and at most one source is open at a time.
 */
public abstract class TaskSourceContract {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Appends requests with these keys, so that one poll can deliver them all. */
  protected abstract void send(String... keys);

  /** Joins the group. */
  protected abstract TaskSource open();

  /** Makes an open source vanish without a word, as a killed process does. */
  protected abstract void crash(TaskSource source);

  @Test
  void shouldDeliverEveryTaskInOrder() {
    send("a", "b", "c");
    try (TaskSource source = open()) {
      assertThat(keys(take(source, 3))).containsExactly("a", "b", "c");
    }
  }

  @Test
  void shouldDeliverAgainWhatWasOpenWhenItsWorkerDied() {
    send("a", "b", "c");
    TaskSource first = open();
    List<Task> tasks = take(first, 3);
    first.acknowledge(tasks.get(0));
    first.acknowledge(tasks.get(2));
    pollAWhile(first);
    crash(first);

    try (TaskSource second = open()) {
      assertThat(keys(take(second, 1))).startsWith("b").doesNotContain("a");
    }
  }

  @Test
  void shouldGiveBackWhatIsOpenOnClose() {
    send("a", "b");
    TaskSource first = open();
    List<Task> tasks = take(first, 2);
    first.acknowledge(tasks.get(0));
    first.close();

    try (TaskSource second = open()) {
      assertThat(keys(take(second, 1))).startsWith("b").doesNotContain("a");
    }
  }

  @Test
  void shouldNotDeliverAgainWhatWasAcknowledgedInAnyOrder() {
    send("a", "b", "c");
    TaskSource first = open();
    List<Task> tasks = take(first, 3);
    first.acknowledge(tasks.get(2));
    first.acknowledge(tasks.get(0));
    first.acknowledge(tasks.get(1));
    first.close();

    send("d");
    try (TaskSource second = open()) {
      assertThat(keys(take(second, 1))).containsExactly("d");
    }
  }

  @Test
  void shouldNotDeliverAgainWhatWasRejected() {
    send("a");
    TaskSource first = open();
    first.reject(take(first, 1).get(0));
    first.close();

    send("b");
    try (TaskSource second = open()) {
      assertThat(keys(take(second, 1))).startsWith("b").doesNotContain("a");
    }
  }

  @Test
  void shouldDeliverAReleasedTaskAgain() {
    send("a", "b");
    try (TaskSource source = open()) {
      List<Task> tasks = take(source, 2);
      source.release(tasks.get(0));
      source.acknowledge(tasks.get(1));

      List<Task> again = take(source, 1);

      assertThat(keys(again)).containsExactly("a");
      source.acknowledge(again.get(0));
    }
    send("c");
    try (TaskSource source = open()) {
      assertThat(keys(take(source, 1))).containsExactly("c");
    }
  }

  @Test
  void shouldGoOnDeliveringAfterAcknowledgements() {
    send("a");
    try (TaskSource source = open()) {
      source.acknowledge(take(source, 1).get(0));
      send("b");
      source.acknowledge(take(source, 1).get(0));
      send("c");
      assertThat(keys(take(source, 1))).containsExactly("c");
    }
  }

  /** Polls until this many tasks came. */
  protected static List<Task> take(TaskSource source, int count) {
    List<Task> tasks = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollInterval(Duration.ZERO)
        .until(
            () -> {
              tasks.addAll(source.poll(Duration.ofMillis(10)));
              return tasks.size() >= count;
            });
    return tasks;
  }

  protected static List<String> keys(List<Task> tasks) {
    return tasks.stream().map(t -> new String(t.record().key(), StandardCharsets.UTF_8)).toList();
  }

  /** Long enough for what was settled to reach the broker. */
  private static void pollAWhile(TaskSource source) {
    for (int i = 0; i < 50; i++) {
      assertThat(source.poll(Duration.ofMillis(10))).isEmpty();
    }
  }
}
