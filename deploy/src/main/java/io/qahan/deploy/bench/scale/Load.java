package io.qahan.deploy.bench.scale;

import io.qahan.deploy.pipeline.Completion;
import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.pipeline.PipelineRun;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.process.ProcessCluster;
import io.qahan.ingest.dataset.Dataset;
import java.time.Clock;
import java.time.Duration;

/** Streams images through a cluster until each has come to an end, and adds up what it took. */
record Load(Dataset dataset, PipelineOptions options) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Outcomes.Answers NOBODY = (prediction, millis) -> {};

  /** As fast as answers come. */
  RunSummary atFullSpeed(ProcessCluster cluster, int images) throws InterruptedException {
    return run(cluster, images, 0, options.maxOutstanding(), NOBODY);
  }

  /**
   * At a rate, whatever is under way.
   *
   * @param told of the answers
   */
  RunSummary atRate(ProcessCluster cluster, double rate, int seconds, Outcomes.Answers told)
      throws InterruptedException {
    int images = (int) Math.max(1, Math.round(rate * seconds));
    return run(cluster, images, rate, Integer.MAX_VALUE, told);
  }

  /** The same, with the processor time of all processes meanwhile. */
  ScaleRow.Repeat measured(ProcessCluster cluster, double rate, int seconds)
      throws InterruptedException {
    ProcessorTimes before = ProcessorTimes.of(cluster.processes());
    RunSummary summary = atRate(cluster, rate, seconds, NOBODY);
    ProcessorTimes after = ProcessorTimes.of(cluster.processes());
    return new ScaleRow.Repeat(
        summary.images(),
        summary.predictions(),
        summary.duplicates(),
        summary.degraded(),
        summary.deadLetters(),
        summary.latencyMs().p50(),
        summary.latencyMs().p99(),
        after.since(before, summary.images()));
  }

  private RunSummary run(
      ProcessCluster cluster, int images, double rate, int maxOutstanding, Outcomes.Answers told)
      throws InterruptedException {
    StreamPlan plan = new StreamPlan(images, rate, options.source().labels(), 0);
    ImageIds ids = new ImageIds(RunId.of(Clock.systemUTC().instant()));
    Outcomes outcomes = new Outcomes(ids, plan, Clock.systemUTC()::instant, told);
    return new PipelineRun(
            plan,
            outcomes,
            new Completion(outcomes, cluster::failure, PATIENCE, StreamClock.SYSTEM))
        .run(
            new ShuffledImages(dataset.train(), options.source().seed()),
            dataset.shape(),
            ids,
            cluster.settings(),
            maxOutstanding);
  }
}
