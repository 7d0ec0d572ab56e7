package io.qahan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SolverThreadsTest {
  private final SolverThreads threads = new SolverThreads(1);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void shouldGoOnWithWhatWasBegunBeforeItBeginsWhatIsNew() throws InterruptedException {
    occupy();
    Executor goingOn = threads.goingOn();
    threads.execute(() -> done.add("new 1"));
    goingOn.execute(() -> done.add("begun 1"));
    threads.execute(() -> done.add("new 2"));
    goingOn.execute(() -> done.add("begun 2"));

    gate.countDown();
    threads.shutdown();

    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactly("begun 1", "begun 2", "new 1", "new 2");
  }

  @Test
  void shouldGiveEachRequestTheTimeThatThoseBehindItLeave() {
    Duration left = Duration.ofSeconds(2);
    assertThat(threads.fairShare(left)).isEqualTo(left);

    occupy();
    for (int i = 0; i < 50; i++) {
      threads.execute(() -> {});
    }
    Duration each = threads.fairShare(left);
    assertThat(each.multipliedBy(50)).isLessThan(left.dividedBy(2));
    assertThat(each).isGreaterThan(Duration.ofMillis(19));
    gate.countDown();
  }

  @Test
  void shouldNameItsThreads() throws InterruptedException {
    threads.execute(() -> done.add(Thread.currentThread().getName()));
    threads.shutdown();

    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactly("worker-solve-1");
  }

  private void occupy() {
    threads.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
