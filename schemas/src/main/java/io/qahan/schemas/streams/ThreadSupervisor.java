package io.qahan.schemas.streams;

import io.micrometer.core.instrument.Counter;
import io.qahan.schemas.clock.ClockSteppedException;
import io.qahan.schemas.ops.KafkaFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when a stream thread dies: what may pass by itself gets a new thread, which takes up
 * the work at the last commit, after a pause that grows with each failure in a row; anything else
 * stops the client with one message that says what to do. Thread safe.
 */
public final class ThreadSupervisor implements StreamsUncaughtExceptionHandler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThreadSupervisor.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A failure after so long without one is the first of its row. */
  private static final Duration ROW = Duration.ofMinutes(5);

  private final String name;
  private final Counter replaced;
  private final LongSupplier nanoTime;
  private final Supplier<Optional<String>> topicFault;
  private final CountDownLatch closing = new CountDownLatch(1);
  private int row;
  private long lastAt;
  private KafkaFailure last;
  private KafkaFailure end;

  /**
   * @param name of the application, for people
   * @param replaced counts the threads that were replaced
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   * @param topicFault says what is wrong with the topics now, and the cure; empty if nothing is
   */
  public ThreadSupervisor(
      String name, Counter replaced, LongSupplier nanoTime, Supplier<Optional<String>> topicFault) {
    this.name = name;
    this.replaced = replaced;
    this.nanoTime = nanoTime;
    this.topicFault = topicFault;
  }

  /** Judges, and waits where the thread is to be replaced. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable error) {
    if (isOfTheClock(error)) {
      log.info("A thread of {} is replaced, for new clients, because the clock went back.", name);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    KafkaFailure failure =
        topicFault
            .get()
            .map(fault -> new KafkaFailure(KafkaFailure.Kind.SETUP, fault, ""))
            .orElseGet(() -> KafkaFailure.of(error));
    if (!failure.isPassing()) {
      ended(failure);
      log.error("{} stops. Nothing is lost. {}", name, failure.message());
      log.debug("Why {} stops", name, error);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    Duration pause = failed(failure);
    replaced.increment();
    log.warn(
        "A thread of {} stopped ({}); in {} ms a new one takes over at the last commit.",
        name,
        failure.detail(),
        pause.toMillis());
    try {
      boolean unused = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Then nothing failed, and there is nothing to wait for. */
  private static boolean isOfTheClock(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClockSteppedException) {
        return true;
      }
    }
    return false;
  }

  /** What stopped the client, if something did. */
  public synchronized Optional<KafkaFailure> end() {
    return Optional.ofNullable(end);
  }

  /** How many threads died in a row, and none of them longer ago than that. */
  public synchronized int replacedWithin(Duration time) {
    return last == null || nanoTime.getAsLong() - lastAt > time.toNanos() ? 0 : row;
  }

  /** Why the last thread was replaced; empty if none was. */
  public synchronized String lastFailure() {
    return last == null ? "" : last.detail();
  }

  /** Pauses end. */
  @Override
  public void close() {
    closing.countDown();
  }

  private synchronized void ended(KafkaFailure failure) {
    end = failure;
  }

  private synchronized Duration failed(KafkaFailure failure) {
    long now = nanoTime.getAsLong();
    row = last != null && now - lastAt <= ROW.toNanos() ? row + 1 : 1;
    lastAt = now;
    last = failure;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(row - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
