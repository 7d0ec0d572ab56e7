package io.qahan.trainer.experiment.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.settings.DriftAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short stream of digits whose contrast is inverted in the middle. */
class RetrainedStreamTest {
  private static final int IMAGES = 1_600;
  private static final int LATE = 20;
  private static final int LABELS = 400;
  private static final LearningOptions LEARNING = new LearningOptions(32, 0.001, 0.5, 1, 10);
  private final StoredModel model = ModelFile.read(Path.of("../deploy/models/mnist.qahan"));

  @TempDir Path directory;

  @Test
  void shouldRetrainAfterTheAlarmAndTakeOverWhatIsBetter() throws Exception {
    RetrainResult alone = run(RetrainPlan.Answer.HEAD_ALONE, LEARNING);
    RetrainResult retrained = run(RetrainPlan.Answer.RETRAINED, LEARNING);

    assertThat(alone.retrainings()).isEmpty();
    assertThat(alone.superseded()).isZero();
    assertThat(alone.alarms()).hasSize(1).first(INTEGER).isBetween(IMAGES / 2, IMAGES / 2 + 200);
    RetrainResult.Retrained first = retrained.retrainings().get(0);
    assertThat(first.promoted()).as(first.text()).isTrue();
    int window = LABELS + LABELS / 4; // what came since, and some of before
    assertThat(first.learned()).isBetween(window - 5, window);
    assertThat(retrained.superseded()).isEqualTo(LATE);
    assertThat(retrained.right().substring(0, first.ended()))
        .as("until it took over")
        .isEqualTo(alone.right().substring(0, first.ended()));
    assertThat(retrained.accuracy(first.ended(), IMAGES))
        .isGreaterThan(alone.accuracy(first.ended(), IMAGES) + 0.05);
  }

  @Test
  void shouldLetTheHeadLearnFasterAfterTheAlarmAndNotBefore() throws Exception {
    RetrainResult alone = run(RetrainPlan.Answer.HEAD_ALONE, LEARNING);
    RetrainResult boosted =
        run(RetrainPlan.Answer.BOOST, LEARNING.withAction(DriftAction.BOOST, 200));

    int alarm = alone.alarms().get(0);
    assertThat(boosted.alarms()).isEqualTo(alone.alarms());
    assertThat(boosted.right().substring(0, alarm)).isEqualTo(alone.right().substring(0, alarm));
    assertThat(boosted.accuracy(alarm + 100, IMAGES))
        .isGreaterThan(alone.accuracy(alarm + 100, IMAGES));
  }

  private RetrainResult run(RetrainPlan.Answer answer, LearningOptions learning) throws Exception {
    RetrainPlan plan = new RetrainPlan(StreamChange.CONTRAST, answer, IMAGES, LATE, LABELS, 100);
    return RetrainedStream.run(plan, model, images(), learning, directory, TrainingProgress.SILENT);
  }

  private static MemoryImages images() throws Exception {
    Dataset sample = new DatasetLocation.Sample().open();
    ImageDecoder decoder = new ImageDecoder(sample.shape(), ImageLimits.DEFAULT);
    List<PixelImage> pixels = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      PixelImage image = decoder.decode(sample.train().get(i).image());
      pixels.add(i < IMAGES / 2 ? image : StreamChange.CONTRAST.of(image, i, 1));
      ids.add("image-" + i);
      labels[i] = sample.train().get(i).label();
    }
    return new MemoryImages(pixels, labels, ids);
  }
}
