package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.attention.Differences;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two images, three locations, two visits: 6 ways to look at one image, 36 at both. */
class ReinforceTest {
  private static final LocationBudget BUDGET = new LocationBudget(2, 1, 3, 3);
  private static final int IMAGES = 2;
  private static final int[][] WAYS = {{0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 1}};

  /** One reward for each image and way. */
  private static final float[][] REWARDS = {{1, 0, 0, 1, 0, 0}, {0, 0.5f, 1, 0, 0, 1}};

  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  static Stream<Named<Function<Long, LocationNetwork>>> networks() {
    return Stream.of(
        Named.of("mnih", seed -> new RecurrentGlimpses(BUDGET, seed)),
        Named.of("elsayed", seed -> new Saccader(BUDGET, seed)));
  }

  private NDArray features() {
    Random random = new Random(1);
    float[] values = new float[IMAGES * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * random.nextFloat();
    }
    return manager.create(values, new Shape(IMAGES, 6));
  }

  /** A path that was made to go one way for each image. */
  private record Forced(Scanpath path, NDArray logProbabilities) {}

  private Forced forced(LocationNetwork network, int[]... ways) {
    Scanpath path = network.start(features());
    Visits visits = new Visits(BUDGET, IMAGES);
    NDList chosen = new NDList();
    for (int i = 0; i < BUDGET.visits(); i++) {
      NDArray logs = path.next(visits.suppression(manager)).logSoftmax(1);
      NDArray location = visits.visit(manager, new int[] {ways[0][i], ways[1][i]});
      chosen.add(logs.mul(location).sum(new int[] {1}, true));
      path.look(location);
    }
    return new Forced(path, NDArrays.concat(chosen, 1));
  }

  private static double probability(NDArray logs, int image) {
    float[] values = logs.toFloatArray();
    return Math.exp(values[image * 2] + values[image * 2 + 1]);
  }

  /** Minus the mean over the images of the expected reward, by enumeration. */
  private NDArray expectedLoss(LocationNetwork network) {
    NDArray sum = manager.zeros(new Shape(IMAGES));
    for (int way = 0; way < WAYS.length; way++) {
      NDArray logs = forced(network, WAYS[way], WAYS[way]).logProbabilities();
      NDArray rewards = manager.create(new float[] {REWARDS[0][way], REWARDS[1][way]});
      sum = sum.add(logs.sum(new int[] {1}).exp().mul(rewards));
    }
    return sum.mean().neg();
  }

  private Map<String, float[]> gradient(
      LocationNetwork network, Function<LocationNetwork, NDArray> loss) {
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      collector.backward(loss.apply(network));
    }
    Map<String, float[]> gradients = new TreeMap<>();
    network
        .parameters()
        .forEach((name, array) -> gradients.put(name, array.getGradient().toFloatArray()));
    return gradients;
  }

  /** The expectation of the estimate: each pair of ways weighted with its probability. */
  private Map<String, double[]> expectedEstimate(
      Function<Long, LocationNetwork> networks, Function<Forced, Function<NDArray, NDArray>> loss) {
    Map<String, double[]> expectation = new TreeMap<>();
    for (int first = 0; first < WAYS.length; first++) {
      for (int second = 0; second < WAYS.length; second++) {
        try (LocationNetwork network = networks.apply(5L)) {
          float[] values = {REWARDS[0][first], REWARDS[1][second]};
          NDArray rewards = manager.create(values, new Shape(IMAGES, 1));
          double[] weight = new double[1];
          int[][] ways = {WAYS[first], WAYS[second]};
          Map<String, float[]> estimate =
              gradient(
                  network,
                  n -> {
                    Forced forced = forced(n, ways);
                    NDArray logs = forced.logProbabilities();
                    weight[0] = probability(logs, 0) * probability(logs, 1);
                    return loss.apply(forced).apply(rewards);
                  });
          estimate.forEach(
              (name, gradient) -> {
                double[] sum =
                    expectation.computeIfAbsent(name, key -> new double[gradient.length]);
                for (int i = 0; i < sum.length; i++) {
                  sum[i] += weight[0] * gradient[i];
                }
              });
        }
      }
    }
    return expectation;
  }

  private void shouldBeExact(
      Function<Long, LocationNetwork> networks, Map<String, double[]> estimate) {
    try (LocationNetwork network = networks.apply(5L)) {
      Map<String, float[]> exact = gradient(network, this::expectedLoss);
      double largest = 0;
      for (String name : exact.keySet()) {
        if (name.startsWith("baseline")) {
          continue; // learns from the squared error alone
        }
        for (int i = 0; i < exact.get(name).length; i++) {
          assertThat(estimate.get(name)[i])
              .as("%s[%d]", name, i)
              .isCloseTo(exact.get(name)[i], within(2e-7));
          largest = Math.max(largest, Math.abs(exact.get(name)[i]));
        }
      }
      assertThat(largest).isGreaterThan(1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldEstimateTheGradientOfTheExpectedRewardWithoutBias(
      Function<Long, LocationNetwork> networks) {
    shouldBeExact(
        networks,
        expectedEstimate(
            networks, forced -> rewards -> forced.path().loss(forced.logProbabilities(), rewards)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldNotBeBiasedByAnyConstantBaseline(Function<Long, LocationNetwork> networks) {
    for (float baseline : new float[] {0, 0.7f}) {
      NDArray constant = manager.create(new float[] {baseline}, new Shape(1, 1));
      shouldBeExact(
          networks,
          expectedEstimate(
              networks,
              forced -> rewards -> Reinforce.loss(forced.logProbabilities(), rewards, constant)));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldEnumerateWaysWhoseProbabilitiesAddUpToOne(Function<Long, LocationNetwork> networks) {
    try (LocationNetwork network = networks.apply(5L)) {
      double[] sums = new double[IMAGES];
      for (int[] way : WAYS) {
        NDArray logs = forced(network, way, way).logProbabilities();
        for (int image = 0; image < IMAGES; image++) {
          sums[image] += probability(logs, image);
        }
      }
      assertThat(sums[0]).isCloseTo(1, within(1e-6));
      assertThat(sums[1]).isCloseTo(1, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldChangeTheExpectedRewardAsItsGradientSays(Function<Long, LocationNetwork> networks) {
    try (LocationNetwork network = networks.apply(5L)) {
      Map<String, float[]> gradients = gradient(network, this::expectedLoss);
      Differences differences = new Differences(() -> expectedLoss(network).getFloat());
      network
          .parameters()
          .forEach((name, array) -> differences.check(name, array, gradients.get(name)));
    }
  }

  @Test
  void shouldPredictTheRewardInTheBaselineAndTouchNothingElseByIt() {
    try (RecurrentGlimpses network = new RecurrentGlimpses(BUDGET, 5)) {
      NDArray rewards = manager.create(new float[] {1, 1}, new Shape(IMAGES, 1));
      Map<String, float[]> gradients =
          gradient(
              network,
              n -> {
                Forced forced = forced(n, WAYS[0], WAYS[0]);
                return forced.path().loss(forced.logProbabilities().stopGradient(), rewards);
              });
      gradients.forEach(
          (name, gradient) ->
              assertThat(sumOfSquares(gradient) > 0)
                  .as(name)
                  .isEqualTo(name.startsWith("baseline")));
      assertThat(gradients.get("baseline.bias")[0]).isNegative(); // towards a larger prediction
    }
  }

  private static double sumOfSquares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }

  @Test
  void shouldTakeTheMeanOfTheOtherImagesAsBaseline() {
    NDArray rewards = manager.create(new float[] {1, 0, 1}, new Shape(3, 1));
    assertThat(Reinforce.meanOfOthers(rewards).toFloatArray()).containsExactly(0.5f, 1, 0.5f);
    NDArray single = manager.create(new float[] {1}, new Shape(1, 1));
    assertThat(Reinforce.meanOfOthers(single).toFloatArray()).containsExactly(0);
  }

  @Test
  void shouldHaveTheGradientOfTheLogProbabilityTimesTheAdvantage() {
    NDArray logs = manager.create(new float[] {-1, -2, -3, -4}, new Shape(2, 2));
    logs.setRequiresGradient(true);
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      NDArray rewards = manager.create(new float[] {1, 0}, new Shape(2, 1));
      NDArray baselines = manager.create(new float[] {0.25f, 0.5f, 0.5f, 1}, new Shape(2, 2));
      collector.backward(Reinforce.loss(logs, rewards, baselines));
    }
    List<Float> expected = Arrays.asList(-0.375f, -0.25f, 0.25f, 0.5f);
    float[] gradient = logs.getGradient().toFloatArray();
    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i]).isEqualTo(expected.get(i));
    }
  }

  @Test
  void shouldNotTeachTheBaselineToMakeTheAdvantageSmall() {
    NDArray logs = manager.create(new float[] {-1, -2}, new Shape(1, 2));
    NDArray baselines = manager.create(new float[] {0.25f, 0.5f}, new Shape(1, 2));
    baselines.setRequiresGradient(true);
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      NDArray rewards = manager.create(new float[] {1}, new Shape(1, 1));
      NDArray own = baselines.sum(); // gradient 1, to which nothing may be added
      collector.backward(Reinforce.loss(logs, rewards, baselines).add(own));
    }
    assertThat(baselines.getGradient().toFloatArray()).containsExactly(1, 1);
  }
}
