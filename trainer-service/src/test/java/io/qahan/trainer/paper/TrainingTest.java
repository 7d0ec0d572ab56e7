package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.dataset.DatasetLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  @TempDir Path out;

  private TrainingOptions options(int epochs, long seed, String directory) {
    return new TrainingOptions(
        new DatasetLocation.Sample(),
        640,
        200,
        Attention.Kind.NONE,
        Hyperparameters.mnist(epochs, seed),
        "small-1",
        out.resolve(directory));
  }

  @Test
  void shouldLearnDigitsAndWriteTheConvStackThatIngestLoads() throws Exception {
    TrainedNetwork trained = Training.run(options(3, 1, "a"), TrainingProgress.SILENT);

    List<Epoch> epochs = trained.epochs();
    assertThat(epochs).extracting(Epoch::number).containsExactly(1, 2, 3);
    assertThat(epochs.get(2).train().loss()).isLessThan(epochs.get(0).train().loss() / 2);
    assertThat(epochs.get(2).test().accuracy()).isGreaterThan(0.75);
    try (ConvStack loaded = ConvStack.load(trained.convFile())) {
      assertThat(loaded.version()).isEqualTo(trained.conv().version()).startsWith("small-1-");
      assertThat(loaded.shape()).isEqualTo(ConvShape.MNIST);
      assertThat(loaded.weights().origin())
          .contains("--dataset sample")
          .contains("--seed 1")
          .doesNotContain(out.toString());
    }
    assertThat(Files.readAllLines(trained.historyFile()))
        .hasSize(4)
        .first()
        .isEqualTo("epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds");
  }

  @Test
  void shouldGiveTheSameWeightsForTheSameSeedAndOthersForAnother() throws Exception {
    String first = Training.run(options(1, 1, "a"), TrainingProgress.SILENT).conv().sha256();
    String again = Training.run(options(1, 1, "b"), TrainingProgress.SILENT).conv().sha256();
    String other = Training.run(options(1, 2, "c"), TrainingProgress.SILENT).conv().sha256();
    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void shouldReportEveryStepUpToTheLastImage() throws Exception {
    List<TrainingProgress.Step> steps = new ArrayList<>();
    Training.run(
        options(1, 1, "a"),
        new TrainingProgress() {
          @Override
          public void stepped(Step step) {
            steps.add(step);
          }
        });
    assertThat(steps).hasSize(640 / 32);
    assertThat(steps.get(19).images()).isEqualTo(640);
    assertThat(steps.get(19).secondsLeft()).isZero();
  }

  @Test
  void shouldSayWhatToTryWhenTheLearningRateIsTooLarge() {
    Hyperparameters wild = new Hyperparameters(1, 32, 1e30, 0.5, 1);
    TrainingOptions options =
        new TrainingOptions(
            new DatasetLocation.Sample(), 96, 10, Attention.Kind.NONE, wild, "wild-1", out);
    assertThatThrownBy(() -> Training.run(options, TrainingProgress.SILENT))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("smaller learning rate");
  }
}
