package io.qahan.ingest.model;

import java.util.List;

/**
 * How well a model did on images that it never learned from.
 *
 * @param images how many
 * @param loss mean cross entropy, in nats
 * @param accuracy share classified rightly, 0 to 1
 * @param perClass the same for each class, in their order
 */
public record ModelScores(int images, double loss, double accuracy, List<OfClass> perClass) {
  public ModelScores {
    perClass = List.copyOf(perClass);
  }

  /**
   * One class.
   *
   * @param images how many were of it
   * @param accuracy share of them classified rightly; 0 where there were none
   */
  public record OfClass(int images, double accuracy) {}
}
