package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.model.ModelScores;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.online.learning.LabelledExample;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * How a model answers images whose classes are known, as its stream would.
 *
 * @param scores over all of them
 * @param right which of them it classifies rightly, by their places; not copied
 */
public record ModelTrial(ModelScores scores, BitSet right) {

  /**
   * Tries a model with its own head.
   *
   * @param search who solves its masks
   * @param seed of the solver
   */
  public static ModelTrial of(
      StoredModel model, AttentionOptions.Search search, LabelledImages images, long seed) {
    Sums sums = new Sums(model.firstHead());
    try (StreamedImages streamed = new StreamedImages(model, search, seed)) {
      streamed.forEach(images, Integer.MAX_VALUE, sums::add);
    }
    return sums.trial();
  }

  /** The same of images that went through the network already, by any head. */
  static ModelTrial of(Head head, Iterable<LabelledExample> examples) {
    Sums sums = new Sums(head);
    examples.forEach(sums::add);
    return sums.trial();
  }

  /** Adds up answers. For one thread. */
  private static final class Sums {
    private final Head head;
    private final int[] of;
    private final int[] hits;
    private final BitSet right = new BitSet();
    private int images;
    private double loss;

    Sums(Head head) {
      this.head = head;
      this.of = new int[head.shape().classes()];
      this.hits = new int[of.length];
    }

    void add(LabelledExample example) {
      float[] probabilities = head.probabilities(example.features());
      boolean hit = Softmax.argMax(probabilities) == example.label();
      loss += Softmax.lossOf(probabilities, example.label());
      of[example.label()]++;
      hits[example.label()] += hit ? 1 : 0;
      right.set(images++, hit);
    }

    ModelTrial trial() {
      return new ModelTrial(
          new ModelScores(
              images,
              loss / images,
              (double) right.cardinality() / images,
              IntStream.range(0, of.length)
                  .mapToObj(
                      i ->
                          new ModelScores.OfClass(of[i], of[i] == 0 ? 0 : (double) hits[i] / of[i]))
                  .toList()),
          right);
    }
  }
}
