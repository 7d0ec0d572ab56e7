package io.qahan.ingest.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AudienceTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Audience audience = new Audience(2, Duration.ofSeconds(10), nanos::get);

  @AfterEach
  void close() {
    audience.close();
    assertThat(audience.size()).isZero();
  }

  @Test
  void shouldTellANewcomerTheLatestOfEverySlot() {
    audience.publish(Event.of("setup", "s"));
    audience.publish(Event.of("numbers", "1"));
    audience.publish(Event.of("numbers", "2"));
    Reading late = new Reading();
    audience.join(late);
    await().until(() -> late.read.size() == 2);
    audience.publish(Event.of("numbers", "3"));

    await().until(() -> late.read.size() == 3);
    assertThat(late.read)
        .containsExactly(
            Event.of("setup", "s"), Event.of("numbers", "2"), Event.of("numbers", "3"));
  }

  @Test
  void shouldNotLetABrowserThatDoesNotReadHoldUpAnyoneElse() {
    Stuck stuck = new Stuck();
    Reading reading = new Reading();
    audience.join(stuck);
    audience.join(reading);
    for (int i = 0; i < 50_000; i++) {
      audience.publish(Event.of("numbers", Integer.toString(i)));
    }

    await().until(() -> reading.read.contains(Event.of("numbers", "49999")));
    assertThat(audience.size()).isEqualTo(2);
  }

  @Test
  void shouldDropABrowserThatDoesNotReadAfterItsPatience() {
    Stuck stuck = new Stuck();
    audience.join(stuck);
    audience.publish(Event.of("numbers", "1"));
    await().until(() -> audience.sending() == 1);

    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    audience.dropStalled();
    assertThat(audience.size()).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    audience.dropStalled();

    await().until(() -> audience.size() == 0);
    assertThat(stuck.closed.getCount()).isZero();
  }

  @Test
  void shouldKeepABrowserThatIsIdleForHowLongEver() {
    Reading reading = new Reading();
    audience.join(reading);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    audience.dropStalled();
    audience.publish(Event.of("numbers", "1"));

    await().until(() -> reading.read.size() == 1);
    assertThat(audience.size()).isEqualTo(1);
  }

  @Test
  void shouldTurnAwayMoreBrowsersThanAllowedAndLetOneInForOneThatLeft() {
    Reading first = new Reading();
    assertThat(audience.join(first)).isTrue();
    assertThat(audience.join(new Reading())).isTrue();
    assertThat(audience.join(new Reading())).isFalse();
    first.gone = true;
    audience.publish(Event.of("numbers", "1"));
    await().until(() -> audience.size() == 1);

    assertThat(audience.join(new Reading())).isTrue();
  }

  @Test
  void shouldTurnEverybodyAwayOnceClosed() {
    Stuck stuck = new Stuck();
    audience.join(stuck);
    audience.publish(Event.of("numbers", "1"));
    await().until(() -> audience.sending() == 1);
    audience.close();

    assertThat(audience.size()).isZero();
    assertThat(audience.join(new Reading())).isFalse();
  }

  /** Takes everything, until it is gone. */
  private static final class Reading implements Viewer {
    final List<Event> read = new CopyOnWriteArrayList<>();
    volatile boolean gone;

    @Override
    public void send(Event event) throws IOException {
      if (gone) {
        throw new IOException("gone");
      }
      read.add(event);
    }

    @Override
    public void close() {}
  }

  /** Never comes back from its first event, unless interrupted. */
  private static final class Stuck implements Viewer {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void send(Event event) throws IOException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
