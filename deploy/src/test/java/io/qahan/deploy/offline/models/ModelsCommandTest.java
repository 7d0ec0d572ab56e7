package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.torchscript.TorchScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final String DIGITS = "zero,one,two,three,four,five,six,seven,eight,nine";

  private static final Path NETWORKS =
      Path.of("../ingest-service/src/test/resources/io/qahan/ingest/torchscript");

  @TempDir Path directory;

  @Test
  void shouldMakeAModelOfABuiltInStackAndSayWhatIsInIt() throws Exception {
    Path file = directory.resolve("digits.qahan");
    CommandRun made =
        CommandRun.of(
            "models", "create", file.toString(), "--conv", "builtin:mnist", "--classes", DIGITS);
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out())
        .contains("model:     digits, version ")
        .contains("input:     1x28x28, images of another size: refuse")
        .contains("conv stack mnist-qaham-faf06f9f, 3136 of them")
        .contains("salient, 56 x 56 blocks of 1 (square), keep 100")
        .contains("head:      none: a stream starts with zeros")
        .contains("class 7:   seven");

    CommandRun json = CommandRun.of("models", "inspect", file.toString(), "--json");
    JsonNode answer = new ObjectMapper().readTree(json.out());
    assertThat(answer.get("version").asText()).isEqualTo(ModelFile.read(file).version());
    assertThat(answer.get("classes")).hasSize(10);
    assertThat(answer.get("attention").get("k").asInt()).isEqualTo(100);
    assertThat(answer.has("head")).isFalse();
  }

  @Test
  void shouldMakeAModelOfANetworkInTorchScriptAndTryItFirst() throws Exception {
    Path file = directory.resolve("small.qahan");
    CommandRun made =
        create("small", file, "--layout", "spatial", "--k", "3", "--output", "pooled");
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.out())
        .contains("input:     1x8x8, images of another size: crop")
        .contains("features:  torchscript, small-", ", 24 of them, 3x2x4, of (pixel - [127.0])")
        .containsPattern("dry run:   all features finite, the largest [0-9.]+; [0-9.]+ ms an image")
        .contains("salient, 2 x 4 blocks of 3 (spatial), keep 3", "output pooled")
        .contains("class 0:   cat", "class 1:   dog");
    StoredModel model = ModelFile.read(file);
    assertThat(((TorchScript) model.features()).file())
        .isEqualTo(Files.readAllBytes(NETWORKS.resolve("small.pt")));
    assertThat(model.origin().command())
        .contains("--torchscript small.pt --input 1x8x8 --mean 127.0 --std 128.0")
        .contains("--k 3 --layout spatial --output pooled");
    assertThat(model.headShape().features()).isEqualTo(3);
    JsonNode json =
        new ObjectMapper()
            .readTree(CommandRun.of("models", "inspect", file.toString(), "--json").out());
    assertThat(json.get("features").get("kind").asText()).isEqualTo("torchscript");
    assertThat(json.get("features").get("output").asText()).isEqualTo("3x2x4");
    assertThat(json.has("dryRun")).isFalse();
    assertThat(made.out()).doesNotContain("one by one");
    assertThat(create("one-by-one", file, "--layout", "spatial").out())
        .contains("one by one: it does not take several images together");
  }

  @Test
  void shouldRefuseANetworkThatGivesNoFeatures() throws Exception {
    Path file = directory.resolve("a.qahan");
    assertThat(create("flat", file).err()).contains("(1, 24)", "N x C x H x W");
    assertThat(create("broken", file).err()).contains("[NaN]", "check its weights");
    assertThat(create("none", file).err()).contains("none.pt", "check its path");
    assertThat(create("small", file, "--layout", "spatial", "--k", "9").err())
        .contains("k is [9] but must be from 1 to the number of blocks, 8");
    assertThat(create("small", file).err()).contains("[24] is not a square number", "spatial");
    assertThat(create("small", file, "--layout", "spatial", "--std", "0.5").err())
        .contains("[0.5] must be at least 1", "times 255");
    assertThat(create("small", file, "--layout", "spatial", "--mean", "1,2").err())
        .contains("mean [1.0, 2.0]", "one number a channel");
    Path cut = directory.resolve("cut.pt");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(NETWORKS.resolve("small.pt")), 3000));
    CommandRun damaged =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--torchscript",
            cut.toString(),
            "--input",
            "1x8x8",
            "--classes",
            "a,b");
    assertThat(damaged.err()).contains("PyTorch cannot load the network").doesNotContain("\tat ");
    CommandRun without =
        CommandRun.of("models", "create", file.toString(), "--torchscript", cut.toString());
    assertThat(without.exitCode()).isEqualTo(1);
    assertThat(without.err()).contains("--input CxHxW");
    CommandRun both =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--torchscript",
            "a.pt",
            "--conv",
            "builtin:mnist");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--conv=STACK, --torchscript=FILE are mutually exclusive");
    assertThat(file).doesNotExist();
  }

  /** So many that a head of all features of a larger image fits no record. */
  @Test
  void shouldTakeAHundredThousandClassesOrSayByTheNumbersWhyNot() {
    Path file = directory.resolve("many.qahan");
    String names =
        String.join(",", IntStream.range(0, 100_000).mapToObj(i -> "class-" + i).toList());
    CommandRun large = many(file, names, "1x16x16", "masked");
    assertThat(large.exitCode()).isEqualTo(1);
    assertThat(large.err())
        .contains("a head of 100000 classes over 96 features has 38800000 bytes of weights")
        .contains("one record holds 16711680")
        .hasSizeLessThan(1000)
        .doesNotContain("\tat ");
    assertThat(file).doesNotExist();

    CommandRun pooled = many(file, names, "1x16x16", "pooled");
    assertThat(pooled.exitCode()).as(pooled.err()).isZero();
    assertThat(pooled.out()).contains("class 99999:   class-99999");
    StoredModel model = ModelFile.read(file);
    assertThat(model.headShape().weights()).isEqualTo(100_000 * 4);
    assertThat(model.classes().names()).hasSize(100_000);

    CommandRun more = many(file, names + ",one-more", "1x16x16", "pooled");
    assertThat(more.exitCode()).isEqualTo(1);
    assertThat(more.err()).contains("[100001] classes, but must be from 2 to 100000");
    assertThat(ModelFile.read(file).version())
        .as("the file is what it was")
        .isEqualTo(model.version());
  }

  private static CommandRun many(Path file, String names, String input, String output) {
    return CommandRun.of(
        "models",
        "create",
        file.toString(),
        "--torchscript",
        NETWORKS.resolve("small.pt").toString(),
        "--input",
        input,
        "--layout",
        "spatial",
        "--output",
        output,
        "--classes",
        names);
  }

  private static CommandRun create(String network, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "models",
                "create",
                file.toString(),
                "--torchscript",
                NETWORKS.resolve(network + ".pt").toString(),
                "--input",
                "1x8x8",
                "--classes",
                "cat,dog",
                "--other-size",
                "crop"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--mean")) {
      arguments.addAll(List.of("--mean", "127"));
    }
    if (!arguments.contains("--std")) {
      arguments.addAll(List.of("--std", "128"));
    }
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void shouldFitAHeadToTheFeaturesOfTheBuiltInStack() {
    Path file = directory.resolve("mnist.qahan");
    CommandRun made =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--conv",
            "builtin:mnist",
            "--fit",
            "sample",
            "--images",
            "1000",
            "--epochs",
            "3");
    assertThat(made.exitCode()).as(made.err()).isZero();
    StoredModel model = ModelFile.read(file);
    assertThat(model.features().version()).isEqualTo("mnist-qaham-faf06f9f");
    assertThat(model.scores().orElseThrow().images()).isEqualTo(1000);
    assertThat(model.scores().orElseThrow().accuracy()).isGreaterThan(0.9);
    assertThat(model.head()).isPresent();
    assertThat(made.out()).contains("class 0:   0, ", " on 1,000 held-out images");
  }

  @Test
  void shouldSayWhatIsMissingOrWrong() throws Exception {
    String file = directory.resolve("a.qahan").toString();
    CommandRun classless = CommandRun.of("models", "create", file, "--conv", "builtin:mnist");
    assertThat(classless.exitCode()).isEqualTo(1);
    assertThat(classless.err()).contains("--classes a,b,c", "--fit");

    CommandRun twice =
        CommandRun.of("models", "create", file, "--conv", "builtin:mnist", "--classes", "a,b,a");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("more than one class is called [a]");

    CommandRun others =
        CommandRun.of(
            "models",
            "create",
            file,
            "--conv",
            "builtin:mnist",
            "--classes",
            DIGITS,
            "--fit",
            "sample");
    assertThat(others.exitCode()).isEqualTo(1);
    assertThat(others.err()).contains("classes are [0, 1,", "[zero, one,");

    CommandRun ending =
        CommandRun.of("models", "create", "a.zip", "--conv", "builtin:mnist", "--classes", "a,b");
    assertThat(ending.err()).contains("NAME.qahan", "[a.zip]");

    assertThat(Path.of(file)).doesNotExist();
    Files.writeString(Path.of(file), "no zip");
    CommandRun unsound = CommandRun.of("models", "inspect", file);
    assertThat(unsound.exitCode()).isEqualTo(1);
    assertThat(unsound.err()).contains(file, "no zip file").doesNotContain("\tat ");
    CommandRun missing =
        CommandRun.of("models", "inspect", directory.resolve("b.qahan").toString());
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("b.qahan", "check its path");
  }
}
