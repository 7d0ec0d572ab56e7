package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.PyTorchEngine;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VisitsTest {
  private static final int IMAGES = 3;

  /** Values with many equal ones, as after a ReLU. */
  private static float[] features(LocationBudget budget, SplittableRandom random) {
    float[] values = new float[IMAGES * budget.channels() * budget.locations()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(4) / 2f;
    }
    return values;
  }

  private static float[] uniform(LocationBudget budget) {
    float[] values = new float[IMAGES * budget.locations()];
    Arrays.fill(values, (float) -Math.log(budget.locations()));
    return values;
  }

  @Property(tries = 100)
  void shouldKeepExactlyKFeaturesOfLocationsVisitedOnce(
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll @IntRange(min = 1, max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 1, max = 80) int wanted,
      @ForAll long seed) {
    int kept = Math.min(wanted, channels * height * width);
    LocationBudget budget = new LocationBudget(channels, height, width, kept);
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = features(budget, random);
    try (NDManager manager = PyTorchEngine.newManager()) {
      Visits visits = new Visits(budget, IMAGES);
      for (int i = 0; i < budget.visits(); i++) {
        visits.visit(manager, visits.draw(uniform(budget), random)); // throws on a second visit
      }
      float[] mask = visits.mask(features);
      float[] suppression = visits.suppression(manager).toFloatArray();
      for (int image = 0; image < IMAGES; image++) {
        int size = channels * budget.locations();
        float[] own = Arrays.copyOfRange(mask, image * size, (image + 1) * size);
        assertThat(sum(own)).isEqualTo(kept);
        for (int i = 0; i < size; i++) {
          int location = i % budget.locations();
          boolean visited = suppression[image * budget.locations() + location] < 0;
          assertThat(own[i] == 0 || visited).isTrue();
        }
      }
    }
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Test
  void shouldKeepAllChannelsButOnlyTheStrongestOfTheLastLocation() {
    LocationBudget budget = new LocationBudget(3, 1, 2, 5);
    float[] features = {5, 1, 0, 7, 0, 7}; // location 1 has 1, 7, 7
    try (NDManager manager = PyTorchEngine.newManager()) {
      Visits visits = new Visits(budget, 1);
      visits.visit(manager, new int[] {0});
      visits.visit(manager, new int[] {1});
      assertThat(visits.mask(features)).containsExactly(1, 0, 1, 1, 1, 1);
    }
    LocationBudget two = new LocationBudget(3, 1, 2, 1);
    try (NDManager manager = PyTorchEngine.newManager()) {
      Visits visits = new Visits(two, 1);
      visits.visit(manager, new int[] {1});
      assertThat(visits.mask(features)).containsExactly(0, 0, 0, 1, 0, 0); // the first of equals
    }
  }

  @Test
  void shouldVisitTwoLocationsForThePapersHundredFeatures() {
    LocationBudget budget = LocationBudget.of(ConvShape.MNIST, 100);
    assertThat(budget.locations()).isEqualTo(49);
    assertThat(budget.visits()).isEqualTo(2);
    assertThat(budget.channelsOfLast()).isEqualTo(36);
    assertThatThrownBy(() -> LocationBudget.of(ConvShape.MNIST, 3137))
        .hasMessageContaining("[3137]");
  }

  @Test
  void shouldDrawAsOftenAsIsProbable() {
    LocationBudget budget = new LocationBudget(1, 2, 2, 1);
    float[] probabilities = {0.1f, 0.5f, 0f, 0.4f};
    float[] logs = new float[4];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[4];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      counts[new Visits(budget, 1).draw(logs, random)[0]]++;
    }
    for (int i = 0; i < logs.length; i++) {
      assertThat((double) counts[i] / draws).isCloseTo(probabilities[i], within(0.01));
    }
    assertThat(new Visits(budget, 1).best(logs)).containsExactly(1);
  }

  @Test
  void shouldNeverChooseAVisitedLocationEvenOfProbabilitiesThatAreNoNumbers() {
    LocationBudget budget = new LocationBudget(1, 1, 3, 3);
    for (float[] logs : new float[][] {{0, -1e5f, -1e5f}, {Float.NaN, Float.NaN, Float.NaN}}) {
      try (NDManager manager = PyTorchEngine.newManager()) {
        Visits visits = new Visits(budget, 1);
        visits.visit(manager, new int[] {0});
        visits.visit(manager, new int[] {1});
        assertThat(visits.best(logs)).containsExactly(2);
        assertThat(visits.draw(logs, new SplittableRandom(1))).containsExactly(2);
        assertThatThrownBy(() -> visits.visit(manager, new int[] {1}))
            .hasMessageContaining("location [1]");
      }
    }
  }
}
