package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.experiment.online.OnlineImages;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskQualityTest {
  private static final Scale SCALE = new Scale(new DatasetLocation.Sample(), 64, 32, 1, 1, 1);
  private static final AttentionOptions QAHAM = AttentionOptions.of(Mechanism.QAHAM);

  @TempDir Path out;

  private MaskQuality quality(String name, AttentionOptions attention) throws IOException {
    PlannedRun plan = new PlannedRun(name, name, attention, 0, 1);
    TrainingOptions options = plan.options(SCALE, out);
    FinishedRun run =
        new FinishedRun(plan, options, Training.run(options, TrainingProgress.SILENT));
    return MaskQuality.of(run, OnlineImages.of(SCALE.dataset().open(), 20, 1));
  }

  @Test
  void shouldCallTheOptimumTheOptimum() throws IOException {
    MaskQuality exact = quality("exact", QAHAM);
    assertThat(exact.excess()).isCloseTo(0, within(1e-9));
    assertThat(exact.attention()).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldTellGoodMasksFromBadOnes() throws IOException {
    MaskQuality greedy = quality("greedy", QAHAM.withSearch(Search.of("greedy")));
    MaskQuality random = quality("random", AttentionOptions.of(Mechanism.RANDOM));
    assertThat(greedy.excess()).isBetween(1e-4, 0.2);
    assertThat(random.excess()).isGreaterThan(0.9);
    assertThat(random.attention()).isLessThan(greedy.attention() / 2);
  }

  @Test
  void shouldMeasureTopKByTheNeighboursItKeeps() throws IOException {
    MaskQuality top = quality("top", AttentionOptions.of(Mechanism.TOPK));
    assertThat(top.attention()).isGreaterThan(1);
    assertThat(top.excess()).as("neighbours cost it more than a random mask's").isGreaterThan(0.9);
  }

  @Test
  void shouldMeasureMasksThatWereSpoiltToAShare() throws IOException {
    MaskQuality half = quality("half", QAHAM.withSearch(QAHAM.search().spoilt(0.5)));
    assertThat(half.attention()).isBetween(0.45, 0.5);
    MaskQuality little = quality("little", QAHAM.withSearch(QAHAM.search().spoilt(0.1)));
    assertThat(little.attention()).isBetween(0.07, 0.1);
  }

  @Test
  void shouldMeasurePlacesToo() throws IOException {
    AttentionOptions places = QAHAM.withLayout(BlockLayout.SPATIAL).withKept(4);
    MaskQuality best = quality("places", places);
    assertThat(best.excess()).isCloseTo(0, within(1e-9));
    assertThat(quality("random-places", places.withMechanism(Mechanism.RANDOM)).attention())
        .isLessThan(0.9);
  }
}
