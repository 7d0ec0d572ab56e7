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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One location of nine may be visited, and the class can be read at one only. */
class LocationLearningTest {
  private static final int CHANNELS = 4;
  private static final int LOCATIONS = 9;
  private static final int FEATURES = CHANNELS * LOCATIONS;
  private static final int IMAGES = 32;
  private static final LocationBudget BUDGET = new LocationBudget(CHANNELS, 3, 3, CHANNELS);

  private final NDManager manager = PyTorchEngine.newManager();
  private final TrainableHead head = new TrainableHead(manager, 2, FEATURES);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Where the class is. */
  private enum Layout {
    /** Anywhere, with a mark in the last channel. */
    MARKED,
    /** Always at the seventh. */
    FIXED;

    int telling(SplittableRandom random) {
      return this == FIXED ? 6 : random.nextInt(LOCATIONS);
    }

    /** What the four channels of a location hold. */
    int[] channels(int location, int telling, int label, SplittableRandom random) {
      return location == telling
          ? new int[] {label, 1 - label, 0, this == MARKED ? 1 : 0}
          : new int[] {random.nextInt(2), random.nextInt(2), random.nextInt(2), 0};
    }
  }

  /**
   * Images whose class one location tells.
   *
   * @param telling that location of each image
   */
  private record Task(float[] features, int[] labels, int[] telling) {
    static Task of(Layout layout, SplittableRandom random) {
      float[] features = new float[IMAGES * FEATURES];
      int[] labels = new int[IMAGES];
      int[] telling = new int[IMAGES];
      for (int image = 0; image < IMAGES; image++) {
        int from = image * FEATURES;
        labels[image] = random.nextInt(2);
        telling[image] = layout.telling(random);
        for (int location = 0; location < LOCATIONS; location++) {
          int[] seen = layout.channels(location, telling[image], labels[image], random);
          for (int channel = 0; channel < CHANNELS; channel++) {
            features[from + channel * LOCATIONS + location] = seen[channel];
          }
        }
      }
      return new Task(features, labels, telling);
    }
  }

  private void train(Attention attention, Layout layout, float learningRate, int steps) {
    ResumableAdam adam = new ResumableAdam(manager, learningRate);
    for (int step = 0; step < steps; step++) {
      Task task = Task.of(layout, new SplittableRandom(step));
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
        NDArray features = scope.create(task.features(), new Shape(IMAGES, FEATURES));
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

  private void shouldLookWhereTheClassIs(Attention attention, Layout layout) {
    Task task = Task.of(layout, new SplittableRandom(-1));
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = scope.create(task.features(), new Shape(IMAGES, FEATURES));
      Attended attended = attention.attend(features, Pass.testing(0));
      float[] mask = attended.mask().orElseThrow().toFloatArray();
      int found = 0;
      for (int image = 0; image < IMAGES; image++) {
        found += mask[image * FEATURES + task.telling()[image]] == 1 ? 1 : 0;
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
      train(attention, Layout.MARKED, 0.02f, 600);
      shouldLookWhereTheClassIs(attention, Layout.MARKED);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldFindTheOneLocationWorthAGlimpse(long seed) {
    try (Attention attention =
        new LocationAttention(BUDGET, new RecurrentGlimpses(BUDGET, seed), seed)) {
      train(attention, Layout.FIXED, 0.001f, 600);
      shouldLookWhereTheClassIs(attention, Layout.FIXED);
    }
  }
}
