package io.qahan.deploy.pipeline;

import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.ImageStream;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.image.ImageShape;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Streams images through a pipeline until each of them has come to an end. */
public final class PipelineRun {
  private final StreamPlan plan;
  private final Outcomes outcomes;
  private final Completion completion;

  public PipelineRun(StreamPlan plan, Outcomes outcomes, Completion completion) {
    this.plan = plan;
    this.outcomes = outcomes;
    this.completion = completion;
  }

  /**
   * Streams and waits.
   *
   * @param maxOutstanding how many images may be under way at a time
   * @throws io.qahan.deploy.cli.CommandFailedException if the stream stalls, naming images that are
   *     missing, or if a service fails
   */
  public RunSummary run(
      ShuffledImages images, ImageShape shape, ImageIds ids, Settings settings, int maxOutstanding)
      throws InterruptedException {
    try (OutcomeFollower follower = OutcomeFollower.start(settings, outcomes);
        RecordSender sender = RecordSender.to(settings)) {
      ImageStream stream =
          new ImageStream(
              images,
              shape,
              plan,
              ids,
              new ImageStream.Route(
                  Codecs.from(settings), TopicNames.from(settings), sender, StreamClock.SYSTEM),
              outcomes);
      Callable<Void> sending =
          () -> {
            stream.run(() -> outcomes.outstanding() < maxOutstanding);
            return null;
          };
      FutureTask<Void> sent = new FutureTask<>(sending);
      Thread thread = new Thread(sent, "stream");
      thread.start();
      try {
        completion.await(sent);
      } finally {
        sent.cancel(true);
        thread.join();
      }
      return outcomes.summary();
    }
  }
}
