package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.paper.TrainingProgress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineExperimentTest {
  private static final int STREAMS = 17;

  @TempDir Path out;

  private final List<String> began = new ArrayList<>();

  private Path run(DatasetLocation dataset, int images, Path to) throws IOException {
    return Experiments.run(
        "online",
        new Scale(dataset, images, 100, 1, 1, 1),
        "deploy/qahan experiment online",
        to,
        (label, number, of) -> {
          began.add("%s %d/%d".formatted(label, number, of));
          return new TrainingProgress() {};
        });
  }

  @Test
  void shouldRunEveryStreamAndReportItTheSameForTheSameSeed() throws IOException {
    Path report = run(new DatasetLocation.Sample(), 400, out.resolve("first"));

    String text = Files.readString(report);
    assertThat(began).hasSize(STREAMS).doesNotHaveDuplicates();
    assertThat(began.get(0)).isEqualTo("QAHAN, labels 20 late, drift: none 1/17");
    assertThat(text)
        .contains("400 test images")
        .contains("| none | QAHAN, labels 0 late | ")
        .contains("| none | QAHAN, labels 100 late | ")
        .contains("| classes permuted | top k, labels 20 late | ")
        .contains("| contrast inverted | no attention, labels 20 late | ")
        .contains("| contrast inverted | QAHAN, labels 20 late, no gate | ")
        .contains("deploy/qahan experiment online")
        .contains("(online-sample.png)")
        .doesNotContain(out.toString());
    BufferedImage picture = ImageIO.read(report.resolveSibling("online-sample.png").toFile());
    assertThat(picture.getWidth()).isGreaterThan(1000);

    Path again = run(new DatasetLocation.Sample(), 400, out.resolve("again"));
    assertThat(Files.readString(again)).isEqualTo(text);
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
