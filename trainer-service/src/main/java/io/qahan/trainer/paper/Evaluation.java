package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import java.util.stream.IntStream;

/** Scores a network with the code that serves it: frozen conv stack, plain Java head. */
final class Evaluation {
  private static final int BATCH = 100;

  private Evaluation() {}

  /** The score of a network without attention on {@code images}, no dropout. */
  static Score of(ConvWeights conv, float[] headWeights, int classes, Images images) {
    try (ConvStack stack = new ConvStack(conv)) {
      Head head = head(conv, headWeights, classes);
      int[] every = IntStream.range(0, conv.shape().features()).toArray();
      double loss = 0;
      int right = 0;
      for (int from = 0; from < images.size(); from += BATCH) {
        int to = Math.min(images.size(), from + BATCH);
        float[][] features = stack.features(images.pixels().subList(from, to));
        for (int i = from; i < to; i++) {
          float[] probabilities =
              head.probabilities(new Sparse(every.length, every, features[i - from]));
          loss += Softmax.lossOf(probabilities, images.labels()[i]);
          right += Softmax.argMax(probabilities) == images.labels()[i] ? 1 : 0;
        }
      }
      return new Score(loss / images.size(), (double) right / images.size());
    }
  }

  private static Head head(ConvWeights conv, float[] weights, int classes) {
    HeadShape shape = new HeadShape(classes, conv.shape().features(), conv.version());
    try {
      return Head.of(shape, HeadLineage.ROOT, HeadProgress.NONE, weights);
    } catch (HeadRefusedException e) {
      throw new TrainingFailedException(
          "the head has lost its footing (%s); train with a smaller learning rate"
              .formatted(e.getMessage()),
          e);
    }
  }
}
