package io.qahan.deploy.pipeline;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.StreamClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Waits until every record of a stream has come to an end.
 *
 * @param outcomes the books of the stream
 * @param failure what makes waiting useless, for example a service that has stopped
 * @param patience for how long nothing may come to an end while something is under way
 */
public record Completion(
    Outcomes outcomes, Supplier<Optional<String>> failure, Duration patience, StreamClock clock) {
  private static final long LOOK_NANOS = 20_000_000;
  private static final int NAMED = 10;

  /**
   * Returns when everything is sent and accounted for.
   *
   * @param sending ends when all is sent
   * @throws CommandFailedException if the stream stalls, naming images that are missing, if it
   *     could not be sent, or if a service fails
   */
  void await(Future<?> sending) throws InterruptedException {
    Instant quietSince = clock.now();
    int accounted = 0;
    while (!sending.isDone() || outcomes.outstanding() > 0) {
      if (sending.isDone()) {
        check(sending);
      }
      failure.get().ifPresent(Completion::fail);
      int now = outcomes.accounted();
      if (now != accounted || outcomes.outstanding() == 0) {
        quietSince = clock.now();
        accounted = now;
      }
      if (Duration.between(quietSince, clock.now()).compareTo(patience) > 0) {
        fail(stalled());
      }
      clock.sleep(LOOK_NANOS);
    }
    check(sending);
  }

  private String stalled() {
    List<String> missing = outcomes.missing(NAMED);
    int all = outcomes.outstanding();
    return String.format(
        Locale.ROOT,
        "Nothing has come to an end for %d s, and %d records are missing: %s%s. %s",
        patience.toSeconds(),
        all,
        String.join(", ", missing),
        all > missing.size() ? " and more" : "",
        "Run it again with -v to see what the services say.");
  }

  private static void fail(String message) {
    throw new CommandFailedException(message);
  }

  private static void check(Future<?> sending) throws InterruptedException {
    try {
      sending.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CommandFailedException("The stream broke off: " + e.getCause(), e);
    } catch (CancellationException e) {
      throw new CommandFailedException("The stream was broken off", e);
    }
  }
}
