package io.qahan.trainer.paper;

/** Adds up the steps of an epoch. For one thread. */
final class EpochSums {
  private final MaskSummary.Sums masks = new MaskSummary.Sums();
  private StepTimes times = StepTimes.NONE;
  private int images;
  private double loss;
  private double hits;

  void add(StepResult step, int count) {
    images += count;
    loss += step.score().loss() * count;
    hits += step.score().accuracy() * count;
    masks.add(count, step.kept(), step.masks());
    times = times.plus(step.times());
  }

  int images() {
    return images;
  }

  /** Mean over the images so far. */
  Score score() {
    return new Score(loss / images, hits / images);
  }

  MaskSummary masks() {
    return masks.summary();
  }

  StepTimes times() {
    return times;
  }
}
