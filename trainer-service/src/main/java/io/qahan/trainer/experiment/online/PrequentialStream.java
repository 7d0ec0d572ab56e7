package io.qahan.trainer.experiment.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.Softmax;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Runs a stream through online training: each image is answered by the head that is live when it
 * comes, and trained on when its label comes, the plan's delay later. Labels that would come after
 * the last image do not come. For one thread.
 */
final class PrequentialStream {
  private final OnlinePlan plan;
  private final OnlineTraining training;
  private final Deque<LabelledExample> unlabelled = new ArrayDeque<>();
  private final BitSet right = new BitSet();
  private final List<Long> drifts = new ArrayList<>();
  private int images;
  private int published;
  private int withheld;
  private int onAnchors;

  private PrequentialStream(OnlinePlan plan, OnlineTraining training) {
    this.plan = plan;
    this.training = training;
  }

  /**
   * Runs a whole stream, from a head on.
   *
   * @param stream its examples in parts
   * @param options of the training; the plan says whether it is gated, and what is done about drift
   */
  static OnlineResult run(
      OnlinePlan plan,
      Iterable<List<LabelledExample>> stream,
      Head first,
      LearningOptions options) {
    LearningOptions answering =
        options
            .withDrift(options.drift().withDetection(plan.detection()))
            .withAction(plan.action(), OnlinePlan.BOOST_STEPS);
    LearningOptions learning = plan.gated() ? answering : answering.withoutGate();
    InstantSource still = InstantSource.fixed(Instant.EPOCH); // publication times are not used
    try (OnlineTraining training = OnlineTraining.start(first, learning, still)) {
      PrequentialStream run = new PrequentialStream(plan, training);
      stream.forEach(part -> part.forEach(run::come));
      return run.result();
    }
  }

  private void come(LabelledExample image) {
    float[] probabilities = training.live().probabilities(image.features());
    right.set(images, Softmax.argMax(probabilities) == image.label());
    images++;
    unlabelled.addLast(image);
    if (unlabelled.size() > plan.delay()) {
      training.add(unlabelled.removeFirst()).ifPresent(this::count);
    }
  }

  private void count(TrainingStep step) {
    step.drift().ifPresent(drifts::add);
    published += step.published().isPresent() ? 1 : 0;
    withheld += step.withheld().isPresent() ? 1 : 0;
    onAnchors += step.withheld().filter(Withheld.ANCHORS::equals).isPresent() ? 1 : 0;
  }

  private OnlineResult result() {
    return new OnlineResult(plan, images, right, drifts, published, withheld, onAnchors);
  }
}
