package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of nine locations one tells the class, and one or two may be visited. */
class LocationLearningTest {
  private static final int LOCATIONS = 9;
  private static final int IMAGES = 32;

  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Where the class is. */
  private enum Layout {
    /** Anywhere, with a mark in the last channel. */
    MARKED(4),
    /** Always at the seventh. */
    FIXED(4),
    /** In a corner, and every location says in which: so the first visit tells where to go next. */
    CUED(6);

    private static final List<Integer> CORNERS = List.of(0, 2, 6, 8);

    private final int channels;

    Layout(int channels) {
      this.channels = channels;
    }

    int features() {
      return channels * LOCATIONS;
    }

    LocationBudget budget(int visits) {
      return new LocationBudget(channels, 3, 3, visits * channels);
    }

    int telling(SplittableRandom random) {
      return switch (this) {
        case MARKED -> random.nextInt(LOCATIONS);
        case FIXED -> 6;
        case CUED -> CORNERS.get(random.nextInt(CORNERS.size()));
      };
    }

    /** What the channels of a location hold. */
    int[] channels(int location, int telling, int label, SplittableRandom random) {
      if (this == CUED) {
        int bit = location == telling ? label : random.nextInt(2);
        int[] seen = {bit, 1 - bit, 0, 0, 0, 0};
        seen[2 + CORNERS.indexOf(telling)] = 1;
        return seen;
      }
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
      float[] features = new float[IMAGES * layout.features()];
      int[] labels = new int[IMAGES];
      int[] telling = new int[IMAGES];
      for (int image = 0; image < IMAGES; image++) {
        int from = image * layout.features();
        labels[image] = random.nextInt(2);
        telling[image] = layout.telling(random);
        for (int location = 0; location < LOCATIONS; location++) {
          int[] seen = layout.channels(location, telling[image], labels[image], random);
          for (int channel = 0; channel < seen.length; channel++) {
            features[from + channel * LOCATIONS + location] = seen[channel];
          }
        }
      }
      return new Task(features, labels, telling);
    }
  }

  /** The head that was trained with the attention. */
  private TrainableHead train(Attention attention, Layout layout, float learningRate, int steps) {
    TrainableHead head = new TrainableHead(manager, 2, layout.features());
    ResumableAdam adam = new ResumableAdam(manager, learningRate);
    for (int step = 0; step < steps; step++) {
      Task task = Task.of(layout, new SplittableRandom(step));
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
        NDArray features = scope.create(task.features(), new Shape(IMAGES, layout.features()));
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
    return head;
  }

  private static float[] hits(NDArray logits, int[] labels) {
    long[] predicted = logits.argMax(1).toLongArray();
    float[] hits = new float[labels.length];
    for (int i = 0; i < hits.length; i++) {
      hits[i] = predicted[i] == labels[i] ? 1 : 0;
    }
    return hits;
  }

  private void shouldLookWhereTheClassIs(Attention attention, TrainableHead head, Layout layout) {
    Task task = Task.of(layout, new SplittableRandom(-1));
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = scope.create(task.features(), new Shape(IMAGES, layout.features()));
      Attended attended = attention.attend(features, Pass.testing(0));
      float[] mask = attended.mask().orElseThrow().toFloatArray();
      int found = 0;
      for (int image = 0; image < IMAGES; image++) {
        found += mask[image * layout.features() + task.telling()[image]] == 1 ? 1 : 0;
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
    LocationBudget budget = Layout.MARKED.budget(1);
    Saccader saccader = new Saccader(budget, 3);
    Attention hard = new LocationAttention(budget, saccader, 3);
    try (Attention attention = new SoftPretraining(budget, saccader, hard, 200)) {
      TrainableHead head = train(attention, Layout.MARKED, 0.02f, 600);
      shouldLookWhereTheClassIs(attention, head, Layout.MARKED);
    }
  }

  private static Attention glimpses(LocationBudget budget, long seed) {
    return new LocationAttention(budget, new RecurrentGlimpses(budget, seed), seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldFindTheOneLocationWorthAGlimpse(long seed) {
    try (Attention attention = glimpses(Layout.FIXED.budget(1), seed)) {
      TrainableHead head = train(attention, Layout.FIXED, 0.001f, 600);
      shouldLookWhereTheClassIs(attention, head, Layout.FIXED);
    }
  }

  /** No two locations of every image tell more than half of the classes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 6, 12})
  void shouldGoWhereTheFirstGlimpsePointsTo(long seed) {
    try (Attention attention = glimpses(Layout.CUED.budget(2), seed)) {
      TrainableHead head = train(attention, Layout.CUED, 0.0003f, 2500);
      shouldLookWhereTheClassIs(attention, head, Layout.CUED);
    }
  }
}
