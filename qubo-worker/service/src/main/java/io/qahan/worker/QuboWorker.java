package io.qahan.worker;

import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.KafkaFailure;
import io.qahan.schemas.ops.Progress;
import io.qahan.worker.source.Task;
import io.qahan.worker.source.TaskSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from a source and has them served on the solver threads. One thread of its own polls;
 * how many tasks wait is bounded by the source, which gives out no more while too many are
 * unsettled.
 *
 * <p>Every task ends in an answer or a dead letter in Kafka before it is settled: at least once,
 * and the same answer each time, because the seed is in the request. Where brokers refuse its polls
 * or its writes for good, it stops and leaves the open tasks to others.
 */
final class QuboWorker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QuboWorker.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final TaskSource source;
  private final RequestServer server;
  private final AnswerOutbox outbox;
  private final ExecutorService solvers;
  private final InFlight inFlight;
  private final Progress progress;
  private final Duration closeTimeout;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread poller;
  private volatile Health health = Health.starting("joining the group");

  /**
   * @param source used by this worker alone and closed with it
   * @param outbox where the server's answers go
   * @param solvers whose threads solve; shut down with this worker
   * @param progress of its group
   * @param closeTimeout how long {@link #close} waits for the tasks that were taken
   */
  QuboWorker(
      TaskSource source,
      RequestServer server,
      AnswerOutbox outbox,
      ExecutorService solvers,
      InFlight inFlight,
      Progress progress,
      Duration closeTimeout) {
    this.source = source;
    this.server = server;
    this.outbox = outbox;
    this.solvers = solvers;
    this.inFlight = inFlight;
    this.progress = progress;
    this.closeTimeout = closeTimeout;
    this.poller = new Thread(this::run, "worker-poll");
  }

  void start() {
    poller.start();
  }

  /** Ready while it takes tasks, brokers answer, and what it owns gets on. */
  Health health() {
    return progress.judge(health, source::owns);
  }

  /**
   * Stops taking tasks, answers those taken, tells the broker, leaves the group. What is not
   * answered in time is given back.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      poller.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        outbox.throwIfRefused();
        pollOnce();
      }
      health = Health.starting("closing");
      if (!inFlight.awaitNone(closeTimeout)) {
        log.warn("{} tasks not answered within [{}]: given back", inFlight.count(), closeTimeout);
      }
    } catch (InterruptedException e) {
      log.warn("Interrupted: {} tasks are given back", inFlight.count());
    } catch (RuntimeException | Error e) {
      String why = outbox.refused(e) ? e.getMessage() : KafkaFailure.of(e).message();
      health = Health.failed("the worker has stopped: " + why);
      log.error("The worker stops. Nothing is lost. {}", why);
      log.debug("Why the worker stops", e);
    } finally {
      solvers.shutdownNow();
      closeSource();
    }
  }

  private void pollOnce() throws InterruptedException {
    List<Task> tasks;
    try {
      tasks = source.poll(POLL);
      health = Health.ready("serving mask requests");
    } catch (KafkaException e) {
      KafkaFailure failure = KafkaFailure.of(e);
      if (!failure.isPassing()) {
        throw e;
      }
      health = Health.starting("cannot take tasks: " + failure.detail());
      log.warn("Taking tasks failed, trying again: {}", failure.detail());
      boolean unused = closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    inFlight.enter(tasks.size());
    for (Task task : tasks) {
      solvers.execute(() -> server.serve(task));
    }
  }

  private void closeSource() {
    try {
      source.close();
    } catch (KafkaException e) {
      log.warn("Leaving the group failed, the broker will notice: {}", e.toString());
    }
  }
}
