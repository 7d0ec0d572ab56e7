package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.experiment.Experiments;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.TrainingProgress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineExperimentTest {
  private static final int TRAININGS = 2;
  private static final int STREAMS = 23;

  @TempDir Path out;

  private final List<String> began = new ArrayList<>();
  private int last = Integer.MAX_VALUE;

  private Path run(DatasetLocation dataset, int images, Path to) throws IOException {
    return Experiments.run(
        "online",
        new Scale(dataset, images, 100, 1, 1, 1),
        "deploy/qahan experiment online",
        to,
        (label, number, of) -> {
          if (number > last) {
            throw new Interrupted();
          }
          began.add("%s %d/%d".formatted(label, number, of));
          return new TrainingProgress() {};
        });
  }

  private static Set<Integer> colours(BufferedImage picture) {
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        colours.add(picture.getRGB(x, y) & 0xFFFFFF);
      }
    }
    return colours;
  }

  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void shouldRunEveryStreamAndReportTheSameWhereItWasInterrupted() throws IOException {
    Path report = run(new DatasetLocation.Sample(), 400, out.resolve("unbroken"));

    String text = Files.readString(report);
    assertThat(began).hasSize(TRAININGS + STREAMS).doesNotHaveDuplicates();
    assertThat(began.get(0)).startsWith("Mnih").endsWith(" 1/25");
    assertThat(began.get(2)).isEqualTo("QAHAN, labels 20 late, drift: none 3/25");
    assertThat(text)
        .contains("400 test images")
        .contains("| none | QAHAN, labels 0 late | ")
        .contains("| none | QAHAN, labels 100 late | ")
        .contains("| none | Mnih, labels 20 late | ")
        .contains("| classes permuted | top k, labels 20 late | ")
        .contains("| contrast inverted | Elsayed, labels 20 late | ")
        .contains("| contrast inverted | no attention, labels 20 late | ")
        .contains("| contrast inverted | QAHAN, labels 20 late, no gate | ")
        .contains("deploy/qahan experiment online")
        .contains("deploy/qahan train --dataset sample --attention mnih")
        .contains("(online-sample.png)")
        .doesNotContain(out.toString());
    BufferedImage picture = ImageIO.read(report.resolveSibling("online-sample.png").toFile());
    assertThat(colours(picture))
        .as("the first line of a panel, and the seventh of the panels with a drift")
        .contains(0x1F77B4, 0x7F7F7F);

    last = 10;
    assertThatThrownBy(() -> run(new DatasetLocation.Sample(), 400, out.resolve("broken")))
        .isInstanceOf(Interrupted.class);
    last = Integer.MAX_VALUE;
    began.clear();
    Path resumed = run(new DatasetLocation.Sample(), 400, out.resolve("broken"));
    assertThat(began).hasSize(TRAININGS + STREAMS - 8).element(2).asString().endsWith(" 11/25");
    assertThat(Files.readString(resumed)).isEqualTo(text);
  }

  @Test
  void shouldSayWhichImagesHaveAConvStack() throws IOException {
    Path folder = Files.createDirectories(out.resolve("folder"));
    for (String name : List.of("cats", "dogs")) {
      Path directory = Files.createDirectories(folder.resolve("train").resolve(name));
      BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", directory.resolve("0.png").toFile());
    }
    assertThatThrownBy(() -> run(new DatasetLocation.Folder(folder), 2, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no conv stack ships")
        .hasMessageContaining("mnist:DIR");
  }
}
