package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.Reading;
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import io.qahan.trainer.paper.TrainingData.TestFrom;
import io.qahan.trainer.paper.history.Checkpoint;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import io.qahan.trainer.paper.network.NetworkState;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {
  @TempDir Path out;

  private TrainingOptions options(int epochs, long seed, String directory) {
    return options(Mechanism.NONE, epochs, seed, directory);
  }

  private TrainingOptions options(Mechanism mechanism, int epochs, long seed, String directory) {
    return options(
        mechanism, Hyperparameters.of(new DatasetLocation.Sample(), epochs, seed), directory);
  }

  private TrainingOptions options(Mechanism mechanism, Hyperparameters hyper, String directory) {
    return TrainingOptions.of(
        TrainingData.of(new DatasetLocation.Sample(), 640, 200).withNoise(0.1),
        AttentionOptions.of(mechanism),
        hyper,
        "small-1",
        out.resolve(directory),
        true);
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
        .isEqualTo(
            "epoch,train_loss,train_accuracy,test_loss,test_accuracy,energy,gap,kept,seconds");
  }

  /** What a training wrote, but for the time it took. */
  private List<String> history(TrainedNetwork trained) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(trained.historyFile())) {
      lines.add(line.substring(0, line.lastIndexOf(',')));
    }
    Path json = trained.historyFile().resolveSibling("history.json");
    for (String line : Files.readAllLines(json)) {
      if (!line.matches(".*\"(seconds|convolve|attend|learn)\" : .*")) {
        lines.add(line);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"QAHAM", "MNIH", "RANDOM"})
  void shouldWriteTheSameHistoryForTheSameSeedAndAnotherForAnother(Mechanism mechanism)
      throws Exception {
    TrainedNetwork first = Training.run(options(mechanism, 2, 1, "a"), TrainingProgress.SILENT);
    TrainedNetwork again = Training.run(options(mechanism, 2, 1, "b"), TrainingProgress.SILENT);
    TrainedNetwork other = Training.run(options(mechanism, 2, 2, "c"), TrainingProgress.SILENT);
    assertThat(history(again)).isEqualTo(history(first)).hasSizeGreaterThan(30);
    assertThat(again.conv().sha256()).isEqualTo(first.conv().sha256());
    assertThat(history(other).subList(0, 3)).isNotEqualTo(history(first).subList(0, 3));
    assertThat(other.conv().sha256()).isNotEqualTo(first.conv().sha256());
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

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void shouldEndWithTheSameHistoryAndWeightsWhereItWasInterrupted(Mechanism mechanism)
      throws Exception {
    TrainedNetwork unbroken =
        Training.run(options(mechanism, 3, 1, "unbroken"), TrainingProgress.SILENT);
    Training.run(options(mechanism, 1, 1, "broken"), TrainingProgress.SILENT);
    TrainedNetwork resumed =
        Training.run(options(mechanism, 3, 1, "broken"), TrainingProgress.SILENT);

    assertThat(resumed.epochs())
        .usingRecursiveComparison()
        .ignoringFieldsMatchingRegexes("seconds", "times.*")
        .isEqualTo(unbroken.epochs());
    assertThat(resumed.conv().sha256()).isEqualTo(unbroken.conv().sha256());
    assertThat(resumed.last()).isEqualTo(unbroken.last());
    assertThat(Files.readAllLines(resumed.historyFile())).hasSize(4);
  }

  private TrainingOptions reading(MaskEvery every, boolean before, int epochs, String directory) {
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    return TrainingOptions.of(
        TrainingData.of(new DatasetLocation.Sample(), 640, 200).withTestFrom(TestFrom.TRAIN),
        qaham.withSearch(qaham.search().fromRandom()).withReading(new Reading(every, before)),
        Hyperparameters.of(new DatasetLocation.Sample(), epochs, 1),
        "small-1",
        out.resolve(directory),
        true);
  }

  /** A mask that is kept is part of what the next epoch, or a test, depends on. */
  @ParameterizedTest
  @EnumSource(MaskEvery.class)
  void shouldGoOnWithTheMaskThatItKept(MaskEvery every) throws Exception {
    boolean before = every == MaskEvery.EPOCH;
    TrainedNetwork unbroken =
        Training.run(reading(every, before, 2, "unbroken"), TrainingProgress.SILENT);
    Training.run(reading(every, before, 1, "broken"), TrainingProgress.SILENT);
    TrainedNetwork resumed =
        Training.run(reading(every, before, 2, "broken"), TrainingProgress.SILENT);
    assertThat(resumed.conv().sha256()).isEqualTo(unbroken.conv().sha256());
    assertThat(resumed.last()).isEqualTo(unbroken.last());
    Path history = unbroken.historyFile().resolveSibling("history.json");
    Files.delete(history);
    assertThat(Training.run(reading(every, before, 2, "unbroken"), TrainingProgress.SILENT).last())
        .as("scored again, of the checkpoint")
        .isEqualTo(resumed.last());
  }

  @Test
  void shouldTestWithSomeOfTheImagesThatItLearnedFrom() throws Exception {
    TrainingOptions all =
        TrainingOptions.of(
            TrainingData.of(new DatasetLocation.Sample(), 200, 1000).withTestFrom(TestFrom.TRAIN),
            AttentionOptions.of(Mechanism.NONE),
            Hyperparameters.of(new DatasetLocation.Sample(), 2, 1),
            "small-1",
            out.resolve("train"),
            true);
    TrainedNetwork trained = Training.run(all, TrainingProgress.SILENT);
    assertThat(trained.epochs().get(1).test()).isEqualTo(trained.last().trainingImages());
    assertThat(trained.last().everyTestImage()).isNotEqualTo(trained.last().trainingImages());
    assertThat(all.command()).contains("--train 200 --test 1000 --test-from train");
  }

  /** Batches of one image, so that the second of three epochs holds the last soft step. */
  private TrainingOptions elsayed(String directory) {
    return TrainingOptions.of(
        TrainingData.of(new DatasetLocation.Sample(), 260, 50),
        AttentionOptions.of(Mechanism.ELSAYED),
        new Hyperparameters(3, 1, 0.001, LearningRateSchedule.CONSTANT, 0.5, 0, 1),
        "soft-1",
        out.resolve(directory),
        true);
  }

  @Test
  void shouldGoOnAcrossTheEndOfSoftPretrainingAsIfUnbroken() throws Exception {
    TrainedNetwork unbroken = Training.run(elsayed("unbroken"), TrainingProgress.SILENT);
    runOneEpochOf(elsayed("broken"));
    runOneEpochOf(elsayed("broken"));
    TrainedNetwork resumed = Training.run(elsayed("broken"), TrainingProgress.SILENT);

    assertThat(resumed.epochs()).extracting(epoch -> epoch.masks().kept()).startsWith(3136.0);
    assertThat(resumed.epochs().get(1).masks().kept()).isBetween(101.0, 3135.0);
    assertThat(resumed.epochs()).extracting(epoch -> epoch.masks().kept()).endsWith(100.0);
    assertThat(resumed.last()).isEqualTo(unbroken.last());
    NetworkState expected = network("unbroken");
    NetworkState actual = network("broken");
    assertThat(actual.steps()).isEqualTo(expected.steps()).isEqualTo(780);
    assertThat(actual.tensors()).containsOnlyKeys(expected.tensors().keySet());
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              NetworkState.Tensor same = actual.tensors().get(name);
              assertThat(same.values()).as(name).isEqualTo(tensor.values());
              assertThat(same.moments().first()).as(name).isEqualTo(tensor.moments().first());
              assertThat(same.moments().second()).as(name).isEqualTo(tensor.moments().second());
            });
  }

  private NetworkState network(String directory) throws Exception {
    return Checkpoint.read(Training.checkpointFile(out.resolve(directory))).network();
  }

  private TrainingOptions cosine(int epochs, String directory) {
    return options(
        Mechanism.TOPK,
        new Hyperparameters(epochs, 32, 0.001, LearningRateSchedule.COSINE, 0.5, 0, 1),
        directory);
  }

  /** Stops after the first epoch, as a crash would. */
  private static void runOneEpochOf(TrainingOptions options) {
    IllegalStateException stop = new IllegalStateException("stop");
    assertThatThrownBy(
            () ->
                Training.run(
                    options,
                    new TrainingProgress() {
                      @Override
                      public void finished(Epoch epoch) {
                        throw stop;
                      }
                    }))
        .isSameAs(stop);
  }

  @Test
  void shouldGoOnWithTheLearningRateWhereItWas() throws Exception {
    TrainedNetwork unbroken = Training.run(cosine(3, "unbroken"), TrainingProgress.SILENT);
    runOneEpochOf(cosine(3, "broken"));
    TrainedNetwork resumed = Training.run(cosine(3, "broken"), TrainingProgress.SILENT);

    TrainedNetwork constant =
        Training.run(options(Mechanism.TOPK, 3, 1, "constant"), TrainingProgress.SILENT);
    assertThat(resumed.conv().sha256())
        .isEqualTo(unbroken.conv().sha256())
        .isNotEqualTo(constant.conv().sha256());
    assertThat(resumed.last()).isEqualTo(unbroken.last());
    assertThat(cosine(3, "a").command()).contains("--lr 0.001 --lr-schedule cosine --dropout");
    assertThat(options(3, 1, "a").command()).doesNotContain("--lr-schedule");
  }

  @Test
  void shouldNotProlongATrainingWhoseLearningRateHasFallenToZero() throws Exception {
    Training.run(cosine(1, "a"), TrainingProgress.SILENT);
    assertThatThrownBy(() -> Training.run(cosine(2, "a"), TrainingProgress.SILENT))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("--epochs 1")
        .hasMessageContaining("--epochs 2")
        .hasMessageContaining("cannot be prolonged");
  }

  @Test
  void shouldStartOverUnlessAskedToGoOn() throws Exception {
    TrainingOptions once = options(1, 1, "a");
    Training.run(once, TrainingProgress.SILENT);
    TrainingOptions anew =
        TrainingOptions.of(
            once.data(), once.attention(), once.hyper(), once.name(), once.out(), false);
    List<Integer> trained = new ArrayList<>();
    Training.run(
        anew,
        new TrainingProgress() {
          @Override
          public void finished(Epoch epoch) {
            trained.add(epoch.number());
          }
        });
    assertThat(trained).containsExactly(1);
  }

  @Test
  void shouldRefuseTheCheckpointOfAnotherTraining() throws Exception {
    Training.run(options(1, 1, "a"), TrainingProgress.SILENT);
    assertThatThrownBy(() -> Training.run(options(2, 2, "a"), TrainingProgress.SILENT))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("--seed 1")
        .hasMessageContaining("--seed 2")
        .hasMessageContaining("another --out");
  }

  @Test
  void shouldNotCallALongerTrainingAShorterOne() throws Exception {
    Training.run(options(2, 1, "a"), TrainingProgress.SILENT);
    Path history = out.resolve("a/history.json");
    String before = Files.readString(history);
    assertThatThrownBy(() -> Training.run(options(1, 1, "a"), TrainingProgress.SILENT))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("[2] epochs")
        .hasMessageContaining("[1] asked for")
        .hasMessageContaining("another --out");
    assertThat(Files.readString(history)).isEqualTo(before);
  }

  @Test
  void shouldRefuseACheckpointThatIsCutShort() throws Exception {
    Training.run(options(1, 1, "a"), TrainingProgress.SILENT);
    Path file = out.resolve("a/checkpoint.safetensors");
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 200, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Training.run(options(2, 1, "a"), TrainingProgress.SILENT))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("delete it");
    }
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void shouldSayWhatToTryWhenTheLearningRateIsTooLarge(Mechanism mechanism) {
    Hyperparameters wild =
        new Hyperparameters(1, 32, 1e30, LearningRateSchedule.CONSTANT, 0.5, 0, 1);
    TrainingOptions options =
        TrainingOptions.of(
            TrainingData.of(new DatasetLocation.Sample(), 96, 10),
            AttentionOptions.of(mechanism),
            wild,
            "wild-1",
            out,
            false);
    assertThatThrownBy(() -> Training.run(options, TrainingProgress.SILENT))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("smaller learning rate");
  }
}
