package io.qahan.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrainingTest {
  static final Retraining.Options OPTIONS = new Retraining.Options(false, 3, 3, 0.01, 1, 1);
  private static final LogWindow ALL = new LogWindow(Instant.EPOCH, 1000, 1 << 20, Duration.ZERO);

  @TempDir Path directory;
  private final FakeLog log = new FakeLog();

  @Test
  void shouldLearnWhatTheServingModelDoesNotKnow() throws Exception {
    moonsAndStars(400);
    StoredModel serving = SkyModel.create();
    try (WindowImages window = window()) {
      Retraining retraining = Retraining.of(serving, window, OPTIONS, directory.resolve("work"));
      assertThat(retraining.parts()).isEqualTo("360 images to learn from, the newest 40 kept out");
      StoredModel candidate = retraining.train(false, TrainingProgress.SILENT, line -> {});
      Verdict verdict = retraining.judge(serving, candidate);

      assertThat(verdict.images()).isEqualTo(40);
      assertThat(verdict.candidate().accuracy()).isGreaterThan(0.9);
      assertThat(verdict.isBetter()).isTrue();
      assertThat(retraining.judge(candidate, candidate).isBetter()).isFalse();
      assertThat(candidate.origin().parent()).isEqualTo(serving.version());
      assertThat(candidate.origin().command()).contains("--parent " + serving.label());
      assertThat(candidate.classes()).isEqualTo(serving.classes());
      assertThat(candidate.attention()).isEqualTo(serving.attention());
      assertThat(ModelFile.read(retraining.file()).version()).isEqualTo(candidate.version());
    }
  }

  @Test
  void shouldGoOnWhereItWasKilledToTheSameWeights() throws Exception {
    moonsAndStars(200);
    StoredModel serving = SkyModel.create();
    try (WindowImages window = window()) {
      StoredModel whole =
          Retraining.of(serving, window, OPTIONS, directory.resolve("whole"))
              .train(false, TrainingProgress.SILENT, line -> {});
      Retraining killed = Retraining.of(serving, window, OPTIONS, directory.resolve("killed"));
      assertThatThrownBy(() -> killed.train(false, endingAfter(2), line -> {}))
          .isInstanceOf(IllegalStateException.class);

      StoredModel resumed = killed.train(true, TrainingProgress.SILENT, line -> {});
      assertThat(resumed.version()).isEqualTo(whole.version());
    }
  }

  @Test
  void shouldNotGoOnWithACheckpointOfOtherImages() throws Exception {
    moonsAndStars(200);
    StoredModel serving = SkyModel.create();
    Path work = directory.resolve("work");
    try (WindowImages window = window()) {
      Retraining.of(serving, window, OPTIONS, work).train(false, TrainingProgress.SILENT, l -> {});
    }
    log.label("image-0", 0, 5000, 0); // it was 1
    try (WindowImages window = window()) {
      Retraining other = Retraining.of(serving, window, OPTIONS, work);
      assertThatThrownBy(() -> other.train(true, TrainingProgress.SILENT, line -> {}))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("is of another training");

      Training.forget(work); // as who begins anew does, who may be killed before the first epoch
      assertThat(other.train(true, TrainingProgress.SILENT, line -> {}).origin().parent())
          .isEqualTo(serving.version());
    }
  }

  @Test
  void shouldRefuseImagesOfOneClassAndTooFew() throws Exception {
    for (int i = 0; i < 60; i++) {
      log.image("image-" + i, 0, i, 200, 1);
    }
    try (WindowImages window = window()) {
      assertThatThrownBy(() -> Retraining.of(SkyModel.create(), window, OPTIONS, directory))
          .isInstanceOf(UnusableWindowException.class)
          .hasMessageContaining("of class [star]");
    }
  }

  @Test
  void shouldBeginAnewFromScratch() throws Exception {
    moonsAndStars(200);
    StoredModel serving = SkyModel.create();
    Retraining.Options scratch = new Retraining.Options(true, 1, 3, 0.01, 1, 1);
    try (WindowImages window = window()) {
      StoredModel candidate =
          Retraining.of(serving, window, scratch, directory.resolve("work"))
              .train(false, TrainingProgress.SILENT, line -> {});
      assertThat(candidate.origin().command()).doesNotContain("--parent");
    }
  }

  /** A network in TorchScript is frozen: it goes into the candidate as it is. */
  @Test
  void shouldFitTheHeadAloneToANetworkThatStaysAsItIs() throws Exception {
    moonsAndStars(200);
    StoredModel serving = SkyModel.inTorchScript();
    List<String> told = new ArrayList<>();
    try (WindowImages window = window()) {
      Retraining retraining = Retraining.of(serving, window, OPTIONS, directory.resolve("work"));
      assertThat(retraining.isOfHeadAlone()).isTrue();
      StoredModel candidate = retraining.train(false, TrainingProgress.SILENT, told::add);
      Verdict verdict = retraining.judge(serving, candidate);

      assertThat(told).isNotEmpty();
      assertThat(candidate.features().version()).isEqualTo(serving.features().version());
      assertThat(candidate.attention()).isEqualTo(serving.attention());
      assertThat(candidate.firstHead().knowsNothing()).isFalse();
      assertThat(verdict.images()).isEqualTo(20);
      assertThat(verdict.candidate().accuracy()).isGreaterThan(0.9);
      assertThat(ModelFile.read(retraining.file()).version()).isEqualTo(candidate.version());
    }
  }

  private WindowImages window() throws IOException {
    return WindowReader.read(
        ALL, SkyModel.create(), log.log(), directory.resolve("window"), line -> {});
  }

  /** Bright and dark images with noise; which is which anybody learns. */
  private void moonsAndStars(int count) {
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(2);
      byte[] pixels = new byte[64];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) (label * 120 + random.nextInt(120));
      }
      log.image("image-" + i, i % 2, i, pixels, label);
    }
  }

  private static TrainingProgress endingAfter(int epochs) {
    return new TrainingProgress() {
      @Override
      public void finished(Epoch epoch) {
        if (epoch.number() == epochs) {
          throw new IllegalStateException("killed");
        }
      }
    };
  }
}
