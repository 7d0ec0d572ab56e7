package io.qahan.trainer.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One location of nine may be visited, and the class can be read at one only. */
class SaccaderLearnTest {
  private static final LocationBudget BUDGET = new LocationBudget(4, 3, 3, 4);
  private static final int IMAGES = 32;

  private final NDManager manager = PyTorchEngine.newManager();
  private final TrainableHead head = new TrainableHead(manager, 2, 36);
  private final ResumableAdam adam = new ResumableAdam(manager, 0.02f);

  @AfterEach
  void close() {
    manager.close();
  }

  /**
   * Noise, and at one location the class in the first two channels and a mark in the last.
   *
   * @param telling that location of each image
   */
  private record Task(float[] features, int[] labels, int[] telling) {
    static Task of(SplittableRandom random) {
      float[] features = new float[IMAGES * 36];
      for (int i = 0; i < features.length; i++) {
        features[i] = i / 9 % 4 == 3 ? 0 : random.nextInt(2);
      }
      int[] labels = new int[IMAGES];
      int[] telling = new int[IMAGES];
      for (int image = 0; image < IMAGES; image++) {
        labels[image] = random.nextInt(2);
        telling[image] = random.nextInt(9);
        features[image * 36 + telling[image]] = labels[image];
        features[image * 36 + 9 + telling[image]] = 1 - labels[image];
        features[image * 36 + 27 + telling[image]] = 1;
      }
      return new Task(features, labels, telling);
    }
  }

  private void train(Attention attention, int steps) {
    for (int step = 0; step < steps; step++) {
      Task task = Task.of(new SplittableRandom(step));
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
        NDArray features = scope.create(task.features(), new Shape(IMAGES, 36));
        Attended attended = attention.attend(features, Pass.training(step));
        NDArray logits = head.logits(attended.features());
        NDArray loss = head.loss(logits, scope.create(task.labels()));
        if (attended.reinforcement().isPresent()) {
          NDArray rewards = scope.create(hits(logits, task.labels()));
          loss = loss.add(attended.reinforcement().get().loss(rewards));
        }
        collector.backward(loss);
        head.step(adam);
        attention.parameters().forEach(adam::step);
      }
    }
  }

  private static float[] hits(NDArray logits, int[] labels) {
    long[] predicted = logits.argMax(1).toLongArray();
    float[] hits = new float[labels.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = predicted[i] == labels[i] ? 1 : 0;
    }
    return hits;
  }

  private void shouldLookWhereTheClassIs(Attention attention, Task task) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = scope.create(task.features(), new Shape(IMAGES, 36));
      Attended attended = attention.attend(features, Pass.testing(0));
      float[] mask = attended.mask().orElseThrow().toFloatArray();
      int found = 0;
      for (int image = 0; image < IMAGES; image++) {
        found += mask[image * 36 + task.telling()[image]] == 1 ? 1 : 0;
      }
      assertThat(found).isGreaterThanOrEqualTo(IMAGES - 1);
      float right = 0;
      for (float hit : hits(head.logits(attended.features()), task.labels())) {
        right += hit;
      }
      assertThat(right).isGreaterThanOrEqualTo(IMAGES - 1);
    }
  }

  @Test
  void shouldFindAMarkedLocationBySaccadesAfterPretraining() {
    Saccader saccader = new Saccader(BUDGET, 3);
    Attention hard = new LocationAttention(BUDGET, saccader, 3);
    try (Attention attention = new SoftPretraining(BUDGET, saccader, hard, 200)) {
      train(attention, 600);
      shouldLookWhereTheClassIs(attention, Task.of(new SplittableRandom(-1)));
    }
  }
}
