package io.qahan.trainer.paper.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Softmax;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.Reading;
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
  private static final ConvShape SMALL = new ConvShape(new ImageShape(1, 8, 8), 3, 4);
  private static final int[] LABELS = {0, 1, 2, 1};

  private static Batch batch() {
    float[] pixels = new float[LABELS.length * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = LABELS[i / 64] == i % 64 % 3 ? 1 : -1;
    }
    return new Batch(pixels, LABELS);
  }

  private static Network network(double dropout, Mechanism mechanism) {
    return network(dropout, AttentionOptions.of(mechanism));
  }

  private static Network reading(MaskEvery every, boolean before) {
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    return network(
        0.5, qaham.withSearch(qaham.search().fromRandom()).withReading(new Reading(every, before)));
  }

  private static Network network(double dropout, AttentionOptions attention) {
    Hyperparameters hyper =
        new Hyperparameters(1, LABELS.length, 0.01, LearningRateSchedule.CONSTANT, dropout, 0, 1);
    return new Network(
        SMALL, 3, attention.create(SMALL, 1), hyper, LABELS.length, System::nanoTime);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"QAHAM", "TOPK", "NONE"})
  void shouldStartNearChanceAndLearnABatchByHeart(Mechanism mechanism) {
    try (Network network = network(0, mechanism)) {
      assertThat(network.step(batch()).score().loss()).isCloseTo(Math.log(3), within(0.5));
      for (int i = 0; i < 200; i++) {
        network.step(batch());
      }
      Score last = network.step(batch()).score();
      assertThat(last.loss()).isLessThan(0.05);
      assertThat(last.accuracy()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void shouldTrainTheConvolutionsToo(Mechanism mechanism) {
    try (Network network = network(0.5, mechanism)) {
      float[] before = network.convWeights("a", "test").values();
      network.step(batch());
      float[] after = network.convWeights("a", "test").values();
      assertThat(Arrays.mismatch(before, after)).isNotNegative();
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void shouldHoldNoMoreNativeMemoryAfterManyStepsThanAfterOne(Mechanism mechanism) {
    try (Network network = network(0.5, mechanism)) {
      network.step(batch());
      network.test(batch(), 0);
      int once = network.nativeArrays();
      for (int i = 0; i < 50; i++) {
        network.step(batch());
        network.test(batch(), i);
      }
      assertThat(network.nativeArrays()).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void shouldGoOnFromASavedStateAsIfNothingHadHappened(Mechanism mechanism) {
    try (Network unbroken = network(0.5, mechanism);
        Network resumed = network(0.5, mechanism)) {
      IntStream.range(0, 5).forEach(i -> unbroken.step(batch()));
      resumed.restore(unbroken.state());
      for (int i = 0; i < 5; i++) {
        assertThat(resumed.step(batch()).score()).isEqualTo(unbroken.step(batch()).score());
      }
      assertThat(resumed.convWeights("a", "test").values())
          .isEqualTo(unbroken.convWeights("a", "test").values());
      assertThat(resumed.test(batch(), 0)).isEqualTo(unbroken.test(batch(), 0));
    }
  }

  /** What a mask zeroes a ReLU leaves so: the two only differ in what a mask is found on. */
  @ParameterizedTest
  @EnumSource(
      value = MaskEvery.class,
      names = {"BATCH", "EPOCH", "ONCE", "NEVER"})
  void shouldPutTheSecondReluBehindTheMask(MaskEvery every) {
    try (Network after = reading(every, false);
        Network before = reading(every, true)) {
      List<Score> ours = IntStream.range(0, 4).mapToObj(i -> after.step(batch()).score()).toList();
      List<Score> theirs =
          IntStream.range(0, 4).mapToObj(i -> before.step(batch()).score()).toList();
      if (every == MaskEvery.NEVER) {
        assertThat(theirs).isEqualTo(ours);
      } else {
        assertThat(theirs).isNotEqualTo(ours);
      }
    }
  }

  /** Dropout of nine in ten would spoil most. */
  @Test
  void shouldRewardChoicesByWhatTheNetworkAnswersWithoutDropout() {
    List<float[]> rewarded = new ArrayList<>();
    Attention attention =
        (features, pass) ->
            new Attended(
                features,
                Optional.empty(),
                List.of(),
                Optional.of(
                    rewards -> {
                      rewarded.add(rewards.toFloatArray());
                      return rewards.sum().mul(0);
                    }));
    Hyperparameters hyper =
        new Hyperparameters(1, LABELS.length, 0.01, LearningRateSchedule.CONSTANT, 0.9, 0, 1);
    try (Network network =
        new Network(SMALL, 3, attention, hyper, LABELS.length, System::nanoTime)) {
      for (int i = 0; i < 30; i++) {
        boolean[] answers = network.examine(batch(), 0).hits();
        network.step(batch());
        for (int image = 0; image < answers.length; image++) {
          assertThat(rewarded.get(i)[image]).isEqualTo(answers[image] ? 1f : 0f);
        }
      }
    }
    assertThat(rewarded.get(29)).contains(1f);
  }

  @Test
  void shouldRefuseAStateOfAnotherNetwork() {
    NetworkState strange = new NetworkState(1, Map.of());
    try (Network network = network(0.5, Mechanism.NONE)) {
      assertThatThrownBy(() -> network.restore(strange))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("fc.weight");
    }
  }

  @Test
  void shouldScoreAsTheCodeThatServes() throws Exception {
    byte[] bytes = new byte[64];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37);
    }
    PixelImage image = PixelImage.of(SMALL.input(), bytes);
    float[] pixels = new float[64];
    image.scaleInto(pixels, 0);
    try (Network network = network(0.5, Mechanism.NONE);
        ConvStack stack = new ConvStack(network.convWeights("a", "test"))) {
      float[] features = stack.features(image);
      Head head =
          Head.of(
              new HeadShape(3, SMALL.features(), stack.version()),
              HeadLineage.ROOT,
              HeadProgress.NONE,
              network.headWeights());
      int[] every = IntStream.range(0, features.length).toArray();
      float[] probabilities = head.probabilities(new Sparse(every.length, every, features));
      Score score = network.test(new Batch(pixels, new int[] {2}), 0);
      assertThat(score.loss()).isCloseTo(Softmax.lossOf(probabilities, 2), within(1e-5));
    }
  }
}
