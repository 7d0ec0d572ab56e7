package io.qahan.deploy.bench.scale;

import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.process.ProcessCluster;
import io.qahan.deploy.process.ServiceProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * What it costs those who wait for answers when an instance of ingest comes or goes: one stream for
 * each event, at a rate, until all of its images are answered. For one thread.
 */
final class HandoverTrial {
  private static final Duration LEAD = Duration.ofSeconds(3);

  /** The headings of {@link Row#line}, as Markdown. */
  static final List<String> HEADINGS =
      List.of(
          "| members | what happens | images | longest time without an answer, s | later than 1 s"
              + " | degraded | twice | p50, p99 ms | slowest, s |",
          "|---|---|---|---|---|---|---|---|---|");

  private final ProcessCluster cluster;
  private final Load load;
  private final Membership membership;
  private final double rate;
  private final int seconds;
  private final List<Row> rows = new ArrayList<>();
  private ServiceProcess second;

  /**
   * What came of one event.
   *
   * @param longestGap in seconds, between two answers to any image
   * @param late images that were answered more than a second after they were due
   */
  record Row(String membership, String event, double longestGap, int late, RunSummary summary) {
    boolean sound() {
      return summary.complete() && summary.deadLetters() == 0;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %d | %.2f | %d | %d | %d | %.0f, %.0f | %.1f |",
          membership,
          event,
          summary.predictions(),
          longestGap,
          late,
          summary.degraded(),
          summary.duplicates(),
          summary.latencyMs().p50(),
          summary.latencyMs().p99(),
          summary.latencyMs().max() / 1000);
    }
  }

  private interface Event {
    void happen() throws IOException, InterruptedException;
  }

  HandoverTrial(
      ProcessCluster cluster, Load load, Membership membership, double rate, int seconds) {
    this.cluster = cluster;
    this.load = load;
    this.membership = membership;
    this.rate = rate;
    this.seconds = seconds;
  }

  /**
   * All events, one after the other.
   *
   * @param told of each row
   */
  List<Row> run(Consumer<Row> told) throws IOException, InterruptedException {
    watch("nothing", () -> {}, told);
    watch("a second ingest starts", this::join, told);
    watch("it is stopped (SIGTERM)", () -> cluster.leave(second), told);
    join();
    watch(
        "it is stopped, and started again at once",
        () -> {
          cluster.leave(second);
          join();
        },
        told);
    watch("it is killed (SIGKILL)", () -> cluster.kill(second), told);
    join();
    watch(
        "it is killed, and started again at once",
        () -> {
          cluster.kill(second);
          join();
        },
        told);
    return rows;
  }

  private void join() throws IOException, InterruptedException {
    second = cluster.join(2);
  }

  private void watch(String name, Event event, Consumer<Row> told)
      throws IOException, InterruptedException {
    AnswerTimes times = new AnswerTimes();
    FutureTask<Void> happening =
        new FutureTask<>(
            (Callable<Void>)
                () -> {
                  Thread.sleep(LEAD.toMillis());
                  event.happen();
                  return null;
                });
    Thread thread = new Thread(happening, "event");
    thread.start();
    try {
      RunSummary summary = load.atRate(cluster, rate, seconds, times);
      happening.get();
      Row row =
          new Row(
              membership.name().toLowerCase(Locale.ROOT),
              name,
              times.longestGap().toNanos() / 1e9,
              times.late(),
              summary);
      rows.add(row);
      told.accept(row);
    } catch (ExecutionException e) {
      throw new IOException(
          "While this was to happen: " + name + ": " + e.getCause().getMessage(), e.getCause());
    } finally {
      happening.cancel(true);
      thread.join();
    }
  }
}
