package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeadTest {

  private static final HeadShape SHAPE = new HeadShape(3, 4, "conv-1");
  private static final HeadProgress PROGRESS =
      new HeadProgress(
          7, 224, 0, 0.25, 0.9, Instant.ofEpochMilli(1_700_000_000_123L), OptionalLong.of(200));

  @Property(tries = 100)
  void shouldGiveTheSoftmaxOfTheLinearMap(
      @ForAll @IntRange(min = 2, max = 12) int classes,
      @ForAll @IntRange(min = 1, max = 50) int features,
      @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    HeadShape shape = new HeadShape(classes, features, "conv-1");
    float[] weights = new float[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Head head = Head.of(shape, HeadLineage.ROOT.child(), PROGRESS, weights);
    int[] kept = random.ints(0, features).limit(10).distinct().sorted().toArray();
    float[] values = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      values[i] = random.nextFloat();
    }
    double[] exponentials = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double logit = weights[classes * features + c];
      for (int i = 0; i < kept.length; i++) {
        logit += (double) weights[c * features + kept[i]] * values[i];
      }
      exponentials[c] = Math.exp(logit);
      sum += exponentials[c];
    }
    float[] probabilities = head.probabilities(new Sparse(features, kept, values));
    for (int c = 0; c < classes; c++) {
      assertThat((double) probabilities[c]).isCloseTo(exponentials[c] / sum, within(1e-5));
    }
  }

  @Test
  void shouldFindEveryClassAsProbableUntilTrained() {
    Head head = Head.untrained(SHAPE);
    assertThat(head.version()).isZero();
    assertThat(head.lineage().parent()).isEqualTo(-1);
    assertThat(head.probabilities(new Sparse(4, new int[] {1}, new float[] {9})))
        .containsExactly(1 / 3f, 1 / 3f, 1 / 3f);
  }

  @Test
  void shouldStayFiniteWithHugeLogits() throws Exception {
    float[] weights = new float[SHAPE.weights()];
    weights[0] = 1e30f;
    weights[4] = -1e30f;
    Head head = Head.of(SHAPE, HeadLineage.ROOT, PROGRESS, weights);
    assertThat(head.probabilities(new Sparse(4, new int[] {0}, new float[] {5})))
        .containsExactly(1f, 0f, 0f);
  }

  @Test
  void shouldNotChangeWithTheArrayItWasMadeFrom() throws Exception {
    float[] weights = new float[SHAPE.weights()];
    Head head = Head.of(SHAPE, HeadLineage.ROOT, PROGRESS, weights);
    weights[0] = 5;
    head.weights()[0] = 5;
    assertThat(head.weights()[0]).isZero();
  }

  @Test
  void shouldSayWhichFeaturesItTakes() {
    assertThatThrownBy(
            () -> Head.untrained(SHAPE).probabilities(new Sparse(5, new int[0], new float[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5]")
        .hasMessageContaining("conv-1");
  }

  @Test
  void shouldMeasureTheLossInNats() {
    assertThat(Softmax.lossOf(new float[] {0.25f, 0.75f}, 0)).isCloseTo(1.386294, within(1e-6));
    assertThat(Softmax.lossOf(new float[] {1f, 0f}, 1)).isFinite().isGreaterThan(80);
    assertThat(Softmax.argMax(new float[] {0.1f, 0.6f, 0.3f})).isEqualTo(1);
    assertThat(Softmax.argMax(new float[] {0.5f, 0.5f})).as("the first of equals").isZero();
  }
}
