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

  @TempDir Path out;

  @BeforeAll
  static void drawImages() throws IOException {
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
    return Experiments.run(
        name,
        new Scale(new DatasetLocation.Folder(images), 16, 8, 2, 1, 1),
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
    "classification, 4, 'QAHAN,Mnih,Elsayed,no attention', 'classification-folder.png'",
    "noise, 8, 'QAHAN; noise 0.2,no attention; noise 0.4',"
        + " 'noise-folder-0.2.png,noise-folder-0.4.png'",
    "attention, 6, 'QAHAN; first epoch,Elsayed; last epoch', 'attention-folder.png'",
    "solvers, 11, 'sa; sweeps: 3,LITERAL; auto,top k', 'solvers-folder.png'"
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
        .doesNotContain(out.toString());
    List<Path> pictures;
    try (var files = Files.list(out)) {
      pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
    }
    assertThat(pictures)
        .extracting(png -> png.getFileName().toString())
        .containsExactlyInAnyOrder(drawn.split(","));
    for (Path png : pictures) {
      assertThat(text).contains("(%s)".formatted(png.getFileName()));
      assertDrawn(png);
    }
  }

  @Test
  void shouldTrainNothingTwice() throws IOException {
    String first = Files.readString(run("classification"));
    assertThat(trained).as("two epochs of ours and of none, one of each rival").hasSize(6);
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
    assertThat(trained).extracting(Epoch::number).containsOnly(1); // the stopped ones
  }

  @Test
  void shouldNameTheExperimentsThatThereAre() {
    assertThatThrownBy(() -> run("classify"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[classify]")
        .hasMessageContaining("classification");
  }
}
