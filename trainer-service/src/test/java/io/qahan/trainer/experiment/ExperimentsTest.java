package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.history.Epoch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

  /** More than a blank page. */
  private static void assertDrawn(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertThat(colours).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource({
    "classification, 4, 'QAHAN,Mnih,Elsayed,no attention'",
    "noise, 8, 'QAHAN; noise 0.2,no attention; noise 0.4'",
    "attention, 6, 'QAHAN; first epoch,Elsayed; last epoch'",
    "solvers, 11, 'sa; sweeps: 3,LITERAL; auto,top k'"
  })
  void shouldTrainWhatItNeedsAndReportEachTraining(String name, int trainings, String labels)
      throws IOException {
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
    assertThat(pictures).isNotEmpty();
    for (Path png : pictures) {
      assertThat(text).contains("(%s)".formatted(png.getFileName()));
      assertDrawn(png);
    }
  }

  @Test
  void shouldTrainNothingTwice() throws IOException {
    String first = Files.readString(run("classification"));
    assertThat(trained).isNotEmpty();
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
