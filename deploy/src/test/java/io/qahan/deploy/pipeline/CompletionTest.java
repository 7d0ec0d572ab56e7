package io.qahan.deploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static final ImageIds IDS = new ImageIds("run");
  private static final Future<Void> SENT = CompletableFuture.completedFuture(null);

  private final Outcomes outcomes =
      new Outcomes(IDS, new StreamPlan(2, 0, new LabelTiming.None(), 0), () -> Instant.EPOCH);

  /** Time that passes only while somebody sleeps; at some moment something happens. */
  private static final class EventfulClock implements StreamClock {
    private final Instant moment;
    private final Runnable event;
    private Instant now = Instant.EPOCH;

    EventfulClock(Duration moment, Runnable event) {
      this.moment = Instant.EPOCH.plus(moment);
      this.event = event;
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void sleep(long nanos) {
      boolean before = now.isBefore(moment);
      now = now.plusNanos(nanos);
      if (before && !now.isBefore(moment)) {
        event.run();
      }
    }
  }

  private Completion completion(StreamClock clock) {
    return new Completion(outcomes, Optional::empty, Duration.ofSeconds(60), clock);
  }

  @Test
  void shouldReturnWhenEverythingHasComeToAnEnd() throws InterruptedException {
    outcomes.sendingImage(0, 1);
    EventfulClock clock =
        new EventfulClock(
            Duration.ofSeconds(50), () -> outcomes.deadLetter(IDS.image(0), "truncated"));

    completion(clock).await(SENT);

    assertThat(clock.now()).isBetween(Instant.ofEpochSecond(50), Instant.ofEpochSecond(51));
  }

  @Test
  void shouldNameTheMissingImagesWhenTheStreamStalls() {
    outcomes.sendingImage(0, 1);
    outcomes.sendingImage(1, 1);
    EventfulClock clock =
        new EventfulClock(
            Duration.ofSeconds(50), () -> outcomes.deadLetter(IDS.image(0), "truncated"));

    assertThatThrownBy(() -> completion(clock).await(SENT))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("60 s")
        .hasMessageContaining("1 records are missing: run-000001");
    assertThat(clock.now()).isAfter(Instant.ofEpochSecond(109));
  }

  @Test
  void shouldNotTakeASlowStreamForAStalledOne() throws InterruptedException {
    CompletableFuture<Void> sending = new CompletableFuture<>();
    EventfulClock clock = new EventfulClock(Duration.ofMinutes(5), () -> sending.complete(null));

    completion(clock).await(sending);

    assertThat(clock.now()).isAfterOrEqualTo(Instant.ofEpochSecond(300));
  }

  @Test
  void shouldFailAtOnceWhenTheImagesCannotBeSent() {
    outcomes.sendingImage(0, 1);
    CompletableFuture<Void> sending = new CompletableFuture<>();
    sending.completeExceptionally(new CommandFailedException("no broker"));

    assertThatThrownBy(() -> completion(StreamClock.SYSTEM).await(sending)).hasMessage("no broker");
  }

  @Test
  void shouldFailAtOnceWhenAServiceCannotGoOn() {
    outcomes.sendingImage(0, 1);

    assertThatThrownBy(
            () ->
                new Completion(
                        outcomes,
                        () -> Optional.of("ingest cannot go on"),
                        Duration.ofSeconds(60),
                        StreamClock.SYSTEM)
                    .await(SENT))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage("ingest cannot go on");
  }
}
