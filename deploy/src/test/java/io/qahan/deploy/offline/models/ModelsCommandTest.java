package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  private static final String DIGITS = "zero,one,two,three,four,five,six,seven,eight,nine";

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
