package io.qahan.deploy.stream;

import io.qahan.deploy.pipeline.Completion;
import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.PipelineRun;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.schemas.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A stream of the sample's images that goes on while the test does something to the services. */
public final class BackgroundStream implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Outcomes outcomes;
  private final ImageIds ids;
  private final FutureTask<RunSummary> run;
  private final Thread thread;

  private BackgroundStream(
      Outcomes outcomes, ImageIds ids, FutureTask<RunSummary> run, Thread thread) {
    this.outcomes = outcomes;
    this.ids = ids;
    this.run = run;
    this.thread = thread;
  }

  public static BackgroundStream start(String name, Settings settings, StreamPlan plan) {
    Dataset sample = new DatasetLocation.Sample().open();
    ImageIds ids = new ImageIds(name);
    Outcomes outcomes = new Outcomes(ids, plan, Instant::now);
    Callable<RunSummary> work =
        () ->
            new PipelineRun(
                    plan,
                    outcomes,
                    new Completion(outcomes, Optional::empty, PATIENCE, StreamClock.SYSTEM))
                .run(
                    new ShuffledImages(sample.train(), 1),
                    sample.shape(),
                    ids,
                    settings,
                    Integer.MAX_VALUE);
    FutureTask<RunSummary> run = new FutureTask<>(work);
    Thread thread = new Thread(run, "background-stream");
    thread.start();
    return new BackgroundStream(outcomes, ids, run, thread);
  }

  public ImageIds ids() {
    return ids;
  }

  /** Waits until so many images have been answered. */
  public void awaitPredictions(int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> run.isDone() || outcomes.summary().predictions() >= count);
  }

  /** Waits until every record has come to an end. */
  public RunSummary await() throws InterruptedException {
    try {
      return run.get(3, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage() + "; " + outcomes.summary(), e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("The stream does not end: " + outcomes.summary(), e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    run.cancel(true);
    thread.join();
  }
}
