package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.torchscript.FeatureMap;
import io.qahan.ingest.torchscript.TorchScript;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.experiment.Experiments;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.HeadFit;
import io.qahan.trainer.paper.TrainingProgress;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineExperimentTest {
  private static final int TRAININGS = 2;
  private static final int STREAMS = 23;

  /** Six changes by seven answers, and the heads over inverted images. */
  private static final int ANSWERS = 43;

  /** Streams of QAHAN that were among these, and are read back. */
  private static final int SHARED = 3;

  @TempDir Path out;

  private final List<String> began = new ArrayList<>();
  private int last = Integer.MAX_VALUE;

  private Path run(DatasetLocation dataset, int images, Path to) throws IOException {
    return run("online", dataset, images, Optional.empty(), to);
  }

  private Path run(
      String name, DatasetLocation dataset, int images, Optional<StoredModel> model, Path to)
      throws IOException {
    return Experiments.run(
        name,
        new Scale(dataset, images, 100, 1, 1, 1),
        model,
        List.of(),
        "deploy/qahan experiment online",
        to,
        (label, number, of) -> {
          if (number > last) {
            throw new Interrupted();
          }
          began.add("%s %s/%s".formatted(label, number, of));
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
    assertThat(began).hasSize(ANSWERS + TRAININGS + STREAMS - SHARED).doesNotHaveDuplicates();
    assertThat(began.get(0))
        .isEqualTo("QAHAN, labels 20 late, detector none, action none, order 1, drift: none 1/68");
    assertThat(began.get(ANSWERS)).startsWith("Mnih").endsWith(" 44/68");
    assertThat(began.get(ANSWERS + 2)).isEqualTo("Mnih, labels 20 late, drift: none 47/68");
    String drift = Files.readString(report.resolveSibling("drift-sample.md"));
    assertThat(drift)
        .contains("Streams of 400 test images")
        .contains("| classes permuted | adwin | restart | ")
        .contains("| a tenth inverted | page-hinkley | boost | ")
        .contains("| 5 % label noise | none |  |  |  | ")
        .containsPattern("accuracy 0\\.\\d{4} \\(0\\.\\d{4} to 0\\.\\d{4}\\) after one pass")
        .contains("Made by `deploy/qahan experiment online`.");
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

    last = ANSWERS + 10;
    assertThatThrownBy(() -> run(new DatasetLocation.Sample(), 400, out.resolve("broken")))
        .isInstanceOf(Interrupted.class);
    last = Integer.MAX_VALUE;
    began.clear();
    Path resumed = run(new DatasetLocation.Sample(), 400, out.resolve("broken"));
    assertThat(began).hasSize(1 + TRAININGS + STREAMS - 9).element(3).asString().endsWith(" 54/68");
    assertThat(Files.readString(resumed)).isEqualTo(text);
    assertThat(Files.readString(resumed.resolveSibling("drift-sample.md"))).isEqualTo(drift);
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

  private DatasetLocation brightAndDark() throws IOException {
    Path folder = out.resolve("folder");
    Random random = new Random(1);
    for (String name : List.of("bright", "dark")) {
      Path directory = Files.createDirectories(folder.resolve("train").resolve(name));
      Files.createDirectories(folder.resolve("test").resolve(name));
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < 120; at++) {
          int grey = random.nextInt(100) + (name.equals("bright") ? 150 : 0);
          image.getRaster().setSample(at % 12, at / 12, 0, grey);
        }
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
        ImageIO.write(image, "png", folder.resolve("test/" + name + "/" + i + ".png").toFile());
      }
    }
    return new DatasetLocation.Folder(folder);
  }

  private static StoredModel model(FeatureSource features, MaskTerms terms, List<String> classes) {
    return new StoredModel(
        "small",
        new ModelOrigin(Instant.EPOCH, "made by a test", "", 1, ""),
        Optional.empty(),
        OtherSize.CROP,
        features,
        terms,
        new ClassNames(classes),
        Optional.empty());
  }

  /** A network in TorchScript, 1 x 8 x 8 to 3 x 2 x 4, places as blocks, pooled. */
  private static StoredModel pooled(List<String> classes) throws IOException {
    byte[] file =
        Files.readAllBytes(
            Path.of("../ingest-service/src/test/resources/io/qahan/ingest/torchscript/small.pt"));
    FeatureMap shape = new FeatureMap(new ImageShape(1, 8, 8), 3, 2, 4);
    Normalisation pixels = new Normalisation(List.of(127.0), List.of(64.0));
    return model(
        new TorchScript("small", "", shape, pixels, file),
        new MaskTerms(
            BlockLayout.SPATIAL.over(shape, Optional.empty()),
            Objective.SALIENT,
            1,
            0.1,
            3,
            HeadInput.POOLED),
        classes);
  }

  /** The paper's convolutions, narrow, over an oblong; equal runs of the vector as blocks. */
  private static StoredModel inRows() {
    ConvShape shape = new ConvShape(new ImageShape(1, 8, 12), 2, 4);
    return model(
        new FeatureSource.Paper(ConvWeights.random(shape, 1)),
        new MaskTerms(BlockLayout.ROWS.over(shape, Optional.empty()), Objective.SALIENT, 1, 1, 6),
        List.of("bright", "dark"));
  }

  /** The share of right answers of a stream, over all images. */
  private static double accuracy(String report, String stream) {
    String row = report.lines().filter(line -> line.startsWith(stream)).findFirst().orElseThrow();
    return Double.parseDouble(row.split("\\|", -1)[6].strip());
  }

  @Test
  void shouldStreamOverTheNetworkOfAModelFileFromItsHead() throws IOException {
    DatasetLocation images = brightAndDark();
    for (StoredModel headless : List.of(pooled(List.of("bright", "dark")), inRows())) {
      StoredModel fitted =
          HeadFit.of(headless, new HeadFit.Options(images, 80, 400, 1), line -> {});
      began.clear();
      Path to = out.resolve(headless.features().version());
      Path report = run("online", images, 80, Optional.of(fitted), to);
      assertThat(report).hasFileName("online-folder-small.md");
      assertThat(began)
          .hasSize(ANSWERS + 17 - SHARED)
          .element(ANSWERS)
          .isEqualTo("top k, labels 4 late, drift: none 45/60");
      String text = Files.readString(report);
      assertThat(text)
          .contains("A head that the model file has")
          .contains("that of model " + fitted.label())
          .contains("| classes permuted | no attention, labels 4 late | ")
          .doesNotContain("Elsayed")
          .doesNotContain("one by one");
      String stream = "| none | QAHAN, labels 4 late ";
      assertThat(accuracy(text, stream)).as("no head was published yet").isGreaterThan(0.9);

      Path zeros = run("online", images, 80, Optional.of(headless), to.resolve("zeros"));
      assertThat(accuracy(Files.readString(zeros), stream)).as("a head of zeros").isEqualTo(0.5);
      assertThatThrownBy(() -> run("online", images, 80, Optional.of(headless), to))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageContaining("another --out");
    }
  }

  @Test
  void shouldRefuseAModelOfOtherClasses() throws IOException {
    StoredModel other = pooled(List.of("dark", "bright"));
    DatasetLocation images = brightAndDark();
    assertThatThrownBy(() -> run("online", images, 80, Optional.of(other), out))
        .hasMessageContaining("[bright, dark]")
        .hasMessageContaining("[dark, bright]")
        .hasMessageContaining("in one order");
  }

  @Test
  void shouldSayThatTheOtherExperimentsTakeNoModel() throws IOException {
    DatasetLocation images = brightAndDark();
    for (String name : List.of("classification", "noise", "attention", "solvers")) {
      assertThatThrownBy(() -> run(name, images, 80, Optional.of(inRows()), out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[" + name + "] takes no model file")
          .hasMessageContaining("[online]");
    }
    assertThat(began).isEmpty();
  }
}
