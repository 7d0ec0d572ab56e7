package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.conv.ConvStackLocation;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnlineStreamTest {
  private static final Dataset SAMPLE = new DatasetLocation.Sample().open();

  private static FrozenNetwork network(Mechanism mechanism) {
    return FrozenNetwork.of(new ConvStackLocation.Builtin("mnist").open(), mechanism, 1);
  }

  private static List<LabelledExample> examples(
      OnlineImages images, Mechanism mechanism, PlantedDrift drift) {
    List<LabelledExample> examples = new ArrayList<>();
    try (FrozenNetwork network = network(mechanism)) {
      MaskedStream stream = new MaskedStream(images, drift, network);
      for (int part = 0; part < stream.parts(); part++) {
        examples.addAll(stream.part(part));
      }
    }
    return examples;
  }

  private static OnlineResult run(OnlinePlan plan, int images) {
    try (FrozenNetwork network = network(plan.mechanism())) {
      MaskedStream stream =
          new MaskedStream(OnlineImages.of(SAMPLE, images, 1), plan.drift(), network);
      FeatureNetwork features = network.features();
      Head first =
          Head.untrained(new HeadShape(10, features.shape().features(), features.version()));
      return PrequentialStream.run(plan, stream, first, new LearningOptions(32, 0.001, 0.5, 1, 10));
    }
  }

  @Test
  void shouldStreamUnseenImagesWhereThereAreEnoughAndEachOnce() {
    OnlineImages few = OnlineImages.of(SAMPLE, 1000, 1);
    assertThat(few.areUnseen()).isTrue();
    assertThat(IntStream.range(0, 1000).mapToObj(i -> few.get(i).id()))
        .hasSize(1000)
        .doesNotHaveDuplicates();

    OnlineImages many = OnlineImages.of(SAMPLE, 20_000, 1);
    assertThat(many.areUnseen()).isFalse();
    assertThat(many.size()).isEqualTo(SAMPLE.train().size());
  }

  @Test
  void shouldKeepWhatTheMaskKeeps() {
    OnlineImages images = OnlineImages.of(SAMPLE, 150, 1);
    assertThat(examples(images, Mechanism.TOPK, PlantedDrift.NONE))
        .hasSize(150)
        .allSatisfy(example -> assertThat(example.features().listed()).isEqualTo(100));
    assertThat(examples(images, Mechanism.NONE, PlantedDrift.NONE))
        .allSatisfy(example -> assertThat(example.features().listed()).isGreaterThan(100));
  }

  @Test
  void shouldChangeLabelsFromTheMiddleOn() {
    OnlineImages images = OnlineImages.of(SAMPLE, 150, 1);
    List<LabelledExample> plain = examples(images, Mechanism.TOPK, PlantedDrift.NONE);
    List<LabelledExample> permuted = examples(images, Mechanism.TOPK, PlantedDrift.CLASSES);
    assertThat(permuted.subList(0, 75)).isEqualTo(plain.subList(0, 75));
    for (int i = 75; i < 150; i++) {
      assertThat(permuted.get(i).label()).isEqualTo((plain.get(i).label() + 1) % 10);
      assertThat(permuted.get(i).features()).isEqualTo(plain.get(i).features());
    }
  }

  @Test
  void shouldInvertContrastFromTheMiddleOn() {
    OnlineImages images = OnlineImages.of(SAMPLE, 150, 1);
    List<LabelledExample> plain = examples(images, Mechanism.TOPK, PlantedDrift.NONE);
    List<LabelledExample> inverted = examples(images, Mechanism.TOPK, PlantedDrift.CONTRAST);
    assertThat(inverted.subList(0, 75)).isEqualTo(plain.subList(0, 75));
    for (int i = 75; i < 150; i++) {
      assertThat(inverted.get(i).label()).isEqualTo(plain.get(i).label());
      assertThat(inverted.get(i).features()).isNotEqualTo(plain.get(i).features());
    }
    PixelImage image = PixelImage.of(new ImageShape(1, 1, 3), new byte[] {0, 100, (byte) 255});
    assertThat(PlantedDrift.CONTRAST.changed(image).pixels())
        .containsExactly((byte) 255, (byte) 155, (byte) 0);
  }

  @Test
  void shouldInvertATenthAndMoreAndMoreAndMistakeOneLabelInTwenty() {
    OnlineImages images = OnlineImages.of(SAMPLE, 1_000, 1);
    List<LabelledExample> plain = examples(images, Mechanism.TOPK, PlantedDrift.NONE);
    List<LabelledExample> tenth = examples(images, Mechanism.TOPK, PlantedDrift.TENTH);
    List<LabelledExample> gradual = examples(images, Mechanism.TOPK, PlantedDrift.GRADUAL);
    List<LabelledExample> noise = examples(images, Mechanism.TOPK, PlantedDrift.NOISE);
    assertThat(changed(plain, tenth, 0, 500)).isZero();
    assertThat(changed(plain, tenth, 500, 1_000)).isBetween(30L, 75L);
    assertThat(changed(plain, gradual, 0, 500)).isZero();
    assertThat(changed(plain, gradual, 500, 600)).isBetween(10L, 45L);
    assertThat(changed(plain, gradual, 700, 1_000)).isEqualTo(300);
    assertThat(changed(plain, noise, 0, 1_000)).isZero();
    assertThat(
            IntStream.range(0, 1_000)
                .filter(i -> noise.get(i).label() != plain.get(i).label())
                .boxed())
        .hasSizeBetween(10, 45)
        .allMatch(i -> i >= 500);
  }

  private static long changed(
      List<LabelledExample> plain, List<LabelledExample> other, int from, int to) {
    return IntStream.range(from, to)
        .filter(i -> !plain.get(i).features().equals(other.get(i).features()))
        .count();
  }

  @Test
  void shouldNoticePermutedClassesOnceAndLearnThemAnew() {
    OnlineResult result =
        run(new OnlinePlan(Mechanism.TOPK, 100, PlantedDrift.CLASSES, true), 4000);

    assertThat(result.labelsToNotice().orElseThrow()).isBetween(10L, 200L);
    assertThat(result.otherAlarms()).isZero();
    assertThat(result.accuracy(1800, 2000)).isGreaterThan(0.85);
    assertThat(result.accuracy(2000, 2100)).as("no new label has come yet").isLessThan(0.1);
    assertThat(result.accuracy(3800, 4000)).isGreaterThan(0.5);
  }

  @Test
  void shouldAnswerByChanceUntilTheFirstLabelsCome() {
    OnlineResult result = run(new OnlinePlan(Mechanism.TOPK, 600, PlantedDrift.NONE, true), 1000);
    assertThat(result.accuracy(0, 600)).as("every image is a zero").isLessThan(0.2);
    assertThat(result.published()).isEqualTo(1);
    assertThat(result.drifts()).isEmpty();
  }

  @Test
  void shouldCutTheCurveIntoWindows() {
    BitSet right = new BitSet();
    right.set(0, 30);
    OnlineResult result =
        new OnlineResult(
            new OnlinePlan(Mechanism.QAHAM, 0, PlantedDrift.CLASSES, true),
            80,
            right,
            List.of(12L, 55L, 70L),
            0,
            0,
            0);
    assertThat(result.window()).isEqualTo(2);
    assertThat(result.answers().seen()).hasSize(40).startsWith(2, 4).endsWith(80);
    assertThat(result.answers().curve()).hasSize(40).startsWith(1).endsWith(0);
    assertThat(result.accuracy(20, 40)).isEqualTo(0.5);
    assertThat(result.labelsToNotice()).hasValue(15);
    assertThat(result.otherAlarms()).isEqualTo(2);
  }

  @Test
  void shouldSayWhenAStreamIsAsGoodAgain() {
    BitSet right = new BitSet();
    right.set(0, 40);
    right.set(47, 60); // whole windows from 48 on
    OnlineResult drifted =
        new OnlineResult(
            new OnlinePlan(Mechanism.QAHAM, 0, PlantedDrift.CLASSES, true),
            80,
            right,
            List.of(),
            0,
            0,
            0);
    assertThat(drifted.imagesToRecover()).hasValue(10);
    assertThat(drifted.labelsToNotice()).isEmpty();
    right.clear(40, 80);
    OnlineResult lost = new OnlineResult(drifted.plan(), 80, right, List.of(), 0, 0, 0);
    assertThat(lost.imagesToRecover()).isEmpty();
  }
}
