package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentsTest {
  private static final int SIDE = 12;

  /**
   * Small images, and few: what is tested here is which trainings there are, not what they learn.
   */
  @TempDir static Path images;

  private static Scale scale;

  @TempDir Path out;

  @BeforeAll
  static void drawImages() throws IOException {
    scale = new Scale(new DatasetLocation.Folder(images), 16, 8, 2, 1, 1);
    Random random = new Random(1);
    for (String kind : List.of("train", "test")) {
      for (String name : List.of("bright", "dark")) {
        Path folder = Files.createDirectories(images.resolve(kind).resolve(name));
        for (int i = 0; i < 8; i++) {
          BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
          for (int at = 0; at < SIDE * SIDE; at++) {
            int grey = random.nextInt(128) + (name.equals("bright") ? 128 : 0);
            image.getRaster().setSample(at % SIDE, at / SIDE, 0, grey);
          }
          ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
        }
      }
    }
  }

  private final List<String> began = new ArrayList<>();
  private final List<Epoch> trained = new ArrayList<>();

  private Path run(String name) throws IOException {
    return run(name, 1);
  }

  private Path run(String name, int seeds) throws IOException {
    return Experiments.run(
        name,
        scale.withSeeds(seeds),
        Optional.empty(),
        List.of(),
        "deploy/qahan experiment " + name,
        out,
        (label, number, of) -> {
          began.add("%s %d/%d".formatted(label, number, of));
          return new TrainingProgress() {
            @Override
            public void finished(Epoch epoch) {
              trained.add(epoch);
            }
          };
        });
  }

  /** Axes, text and an empty page are grey; curves, points and grids of features are not. */
  private static void assertDrawn(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    int coloured = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        Color colour = new Color(image.getRGB(x, y));
        coloured += colour.getRed() == colour.getBlue() ? 0 : 1;
      }
    }
    assertThat(coloured).as("coloured pixels of %s", png.getFileName()).isGreaterThan(20);
  }

  @ParameterizedTest
  @CsvSource({
    "classification, 13, 'QAHAN,Mnih,Elsayed,no attention', 'classification-folder.png'",
    "noise, 14, 'QAHAN; noise 0.2,no attention; noise 0.4',"
        + " 'noise-folder-0.2.png,noise-folder-0.4.png'",
    "attention, 6, 'QAHAN; first epoch,Elsayed; last epoch', 'attention-folder.png'",
    "solvers, 25, 'sa; sweeps: 3,LITERAL; auto,top k,auto; spoilt to 0.2,4 places; top k',"
        + " 'solvers-folder.png'",
    "visits, 30, '1 visits; QAHAN of as many features,4 visits; constant places', ''",
    "readings, 18, 'SALIENT; a mask once; then kept; before ReLU,never: a random half is kept', ''"
  })
  void shouldTrainWhatItNeedsAndReportEachTraining(
      String name, int trainings, String labels, String drawn) throws IOException {
    Path report = run(name);

    assertThat(began).hasSize(trainings);
    String text = Files.readString(report);
    for (String label : labels.replace(";", ",§").split(",(?!§)")) {
      assertThat(text).contains("| %s | ".formatted(label.replace(",§", ",")));
    }
    assertThat(text)
        .contains("deploy/qahan train --dataset folder:DIR --attention qaham")
        .contains("deploy/qahan experiment " + name)
        .contains("with the sign of its first term reversed")
        .doesNotContain(out.toString());
    List<Path> pictures;
    try (var files = Files.list(out)) {
      pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
    }
    assertThat(pictures)
        .extracting(png -> png.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(
            drawn.isEmpty() ? List.of() : List.of(drawn.split(",")));
    for (Path png : pictures) {
      assertThat(text).contains("(%s)".formatted(png.getFileName()));
      assertDrawn(png);
    }
  }

  @Test
  void shouldTrainEachKindWithEverySeedAndReportMeans() throws IOException {
    String text = Files.readString(run("classification", 2));
    assertThat(began)
        .hasSize(6 + 14)
        .startsWith("Mnih, trial at 0.0003 1/6")
        .contains("QAHAN 1/14", "Mnih 2/14")
        .endsWith("random 14/14");
    assertThat(out)
        .isDirectoryContaining("glob:**/folder-qaham")
        .isDirectoryContaining("glob:**/folder-qaham-seed2")
        .isDirectoryContaining("glob:**/folder-mnih-trial-lr0.003");
    assertThat(text)
        .contains("| QAHAN | 2 | 2 | ")
        .contains("| QAHAN and Mnih | 1 | ", "| QAHAN and Mnih | 2 | ")
        .contains("--seed 1 --name folder-qaham ", "--seed 2 --name folder-qaham-seed2 ")
        .contains("| Mnih | 0.003 | 1 | ");
  }

  @Test
  void shouldTrainNothingTwice() throws IOException {
    String first = Files.readString(run("classification"));
    assertThat(trained)
        .as("two epochs of ours and of none, one of all others, six trials")
        .hasSize(15);
    trained.clear();
    String again = Files.readString(run("classification"));
    assertThat(trained).isEmpty();
    assertThat(again).isEqualTo(first);
  }

  @Test
  void shouldTakeTrainingsOverFromAnotherExperiment() throws IOException {
    run("classification");
    trained.clear();
    run("attention");
    assertThat(trained)
        .as("the stopped ones, and rivals at the paper's rate where another was chosen")
        .extracting(Epoch::number)
        .containsOnly(1);
  }

  @Test
  void shouldWriteAReportAnewFromHistoriesAlone() throws IOException {
    String first = Files.readString(run("classification"));
    try (var files = Files.walk(out)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("history.json")) {
          Files.delete(file);
        }
      }
    }
    trained.clear();
    Path report =
        Experiments.report("classification", scale, "deploy/qahan experiment classification", out);
    assertThat(report).hasContent(first);
    assertThat(trained).isEmpty();
    assertThatThrownBy(() -> Experiments.report("attention", scale, "", out))
        .hasMessageContaining("[attention] looks at networks");
    assertThatThrownBy(
            () ->
                Experiments.report(
                    "classification",
                    scale.withEpochs(OptionalInt.of(3), OptionalInt.of(1)),
                    "",
                    out))
        .hasMessageContaining("is of another training")
        .hasMessageContaining("--epochs 3");
  }

  @Test
  void shouldNameTheExperimentsThatThereAre() {
    assertThatThrownBy(() -> run("classify"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[classify]")
        .hasMessageContaining("classification");
  }
}
