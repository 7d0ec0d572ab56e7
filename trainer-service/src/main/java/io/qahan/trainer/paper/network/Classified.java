package io.qahan.trainer.paper.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.gradient.TrainableHead;

/**
 * A batch as the head classified it.
 *
 * @param entropy mean cross entropy, a scalar in nats; ends with the scope it was made in
 * @param hits N, whether each image was classified rightly; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
record Classified(NDArray entropy, boolean[] hits) {
  /**
   * Classifies.
   *
   * @param features N x F, masked
   * @param labels N classes
   * @param scope holds what is made here
   */
  static Classified by(TrainableHead head, NDArray features, int[] labels, NDManager scope) {
    NDArray logits = head.logits(features);
    NDArray target = scope.create(labels);
    return new Classified(head.loss(logits, target), hits(logits, labels));
  }

  private static boolean[] hits(NDArray logits, int[] labels) {
    long[] predicted = logits.argMax(1).toLongArray();
    boolean[] hits = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      hits[i] = predicted[i] == labels[i];
    }
    return hits;
  }

  /**
   * What a step makes smaller: the cross entropy, and for attention that draws its choices the loss
   * of these, rewarded with 1 for each hit.
   */
  NDArray objective(Attended attended, NDManager scope) {
    if (attended.reinforcement().isEmpty()) {
      return entropy;
    }
    float[] rewards = new float[hits.length];
    for (int i = 0; i < hits.length; i++) {
      rewards[i] = hits[i] ? 1 : 0;
    }
    return entropy.add(attended.reinforcement().get().loss(scope.create(rewards)));
  }

  /**
   * As numbers.
   *
   * @throws TrainingFailedException if the loss is no number any more
   */
  Score score() {
    float loss = entropy.getFloat();
    if (!Float.isFinite(loss)) {
      throw new TrainingFailedException(
          "the loss is [%s]; train with a smaller learning rate".formatted(loss), null);
    }
    int right = 0;
    for (boolean hit : hits) {
      right += hit ? 1 : 0;
    }
    return new Score(loss, (double) right / hits.length);
  }
}
