package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.dwave.file.ProblemFile;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.QahamFile;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Label;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolveCommandTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    float[] blocks = {5, 1, 4, 0, 3, 0};
    file = directory.resolve("small.qaham");
    new QahamFile(MaskProblem.of(blocks, 6, 1, Objective.SALIENT, 1, 1, 3), 0, 0).write(file);
  }

  @Test
  void shouldPrintTheOptimumOfASmallProblem() throws IOException {
    CommandRun run = CommandRun.of("solve", file.toString(), "--solver", "exact", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode solved = JsonMapper.builder().build().readTree(run.out());
    assertThat(solved.get("kept").toString()).isEqualTo("[0,2,4]");
    // mu = 1 / (k max |B_a|^2) = 1/75, so E = -(5 + 4 + 3)^2 / 75
    assertThat(solved.get("energy").asDouble()).isCloseTo(-144 / 75.0, within(1e-9));
    assertThat(solved.get("relativeGap").asDouble()).isZero();
  }

  /** 100 of 3,136 features, none beside another: what the model says of its masks. */
  @Test
  void shouldSolveTheMaskOfAnImageByAModel() throws IOException {
    Path image = directory.resolve("digit.png");
    LabelledImage digit = new DatasetLocation.Sample().open().test().get(0);
    ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
    PixelImage pixels;
    try {
      pixels = decoder.decode(digit.image());
    } catch (UndecodableImageException e) {
      throw new IllegalStateException(e);
    }
    Files.write(image, ImageEncoder.png(pixels).content());
    CommandRun run =
        CommandRun.of("solve", image.toString(), "--model", "models/mnist.qahan", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode solved = JsonMapper.builder().build().readTree(run.out());
    assertThat(solved.get("file").asText()).isEqualTo("digit.png");
    assertThat(solved.get("n").asInt()).isEqualTo(3136);
    assertThat(solved.get("k").asInt()).isEqualTo(100);
    assertThat(solved.get("kept").size()).isBetween(90, 110);
    assertThat(solved.get("relativeGap").asDouble()).isLessThan(1e-6);

    assertThat(CommandRun.of("solve", file.toString(), "--model", "models/mnist.qahan").err())
        .contains("small.qaham", "with --model the file is an image");
    assertThat(CommandRun.of("solve", image.toString(), "--model", "pom.xml").err())
        .contains("pom.xml", "no zip file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR", "th-TH-u-nu-thai", "hi-IN-u-nu-deva"})
  void shouldPrintTheSameInEveryLanguage(String language) throws IOException {
    Path problem = written("p.qubo", "p qubo 0 3 3 1\n0 0 -1\n1 1 -1.5\n2 2 2\n0 1 2\n");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      CommandRun run = CommandRun.of("solve", problem.toString(), "--solver", "exact");
      assertThat(run.out()).as(run.err()).contains("n = 3").contains("energy        -1.5");
      assertThat(run.out()).matches("\\p{ASCII}*");
      CommandRun json = CommandRun.of("solve", problem.toString(), "--solver", "exact", "--json");
      assertThat(JsonMapper.builder().build().readTree(json.out()).get("energy").asDouble())
          .isEqualTo(-1.5);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void shouldReadWhatAnotherSystemsEditorWrote() throws IOException {
    Path problem = written("p.txt", "\uFEFFp qubo 0 2 2 1\r\n0 0 -1\r\n1 1 -1.5\r\n0 1 2\r\n");
    CommandRun run = CommandRun.of("solve", problem.toString(), "--solver", "exact");
    assertThat(run.out()).as(run.err()).contains("energy        -1.5");
  }

  @Test
  void shouldSayWhatIsWrongWithAFile() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    CommandRun cut = CommandRun.of("solve", file.toString());
    CommandRun missing = CommandRun.of("solve", directory.resolve("none").toString());
    CommandRun unknown = CommandRun.of("solve", file.toString(), "--solver", "oracle");

    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.err()).contains("small.qaham").doesNotContain("\tat ");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no file");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("oracle").contains("exact");
  }

  private Path written(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static JsonNode solved(Path problem, String... options) throws IOException {
    String[] arguments = {"solve", "--problem", problem.toString(), "--json"};
    CommandRun run =
        CommandRun.of(
            Stream.concat(Arrays.stream(arguments), Arrays.stream(options)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonMapper.builder().build().readTree(run.out());
  }

  @Test
  void shouldTakeTheFileAsAnOptionOrAsTheOnlyWordButNotBothNorNone() throws IOException {
    assertThat(solved(file, "--solver", "exact").get("kept").toString()).isEqualTo("[0,2,4]");
    CommandRun both = CommandRun.of("solve", "--problem", file.toString(), file.toString());
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("solve").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of("solve").err()).contains("--problem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "exact", "sa", "sqa", "tabu"})
  void shouldSolveAModelOfEveryFormat(String solver) throws IOException {
    Path qubo = written("a.qubo", "p qubo 0 3 2 2\n0 0 -1\n2 2 -2\n0 1 -4\n1 2 3\n");
    JsonNode bits = solved(qubo, "--solver", solver, "--sweeps", "50", "--reads", "5");
    assertThat(bits.get("state").asText()).isEqualTo("110");
    assertThat(bits.get("energy").asDouble()).isEqualTo(-1.0 - 4);
    assertThat(bits.get("format").asText()).isEqualTo("qbsolv");
    assertThat(bits.get("solver").asText()).startsWith(solver);
    Path coo = written("a.coo", "# vartype=SPIN\n0 0 1\n0 1 -3\n");
    JsonNode spins = solved(coo, "--solver", solver, "--sweeps", "50", "--reads", "5");
    assertThat(spins.get("state").asText()).isEqualTo("--");
    assertThat(spins.get("energy").asDouble()).isEqualTo(-4);
  }

  @Test
  void shouldSayWhatAGraphsCutIsWorth() throws IOException {
    Path graph = written("square", "4 4\n1 2 1\n2 3 1\n3 4 1\n4 1 2\n");
    JsonNode solved = solved(graph, "--solver", "exact");
    assertThat(solved.get("cut").asDouble()).isEqualTo(5);
    assertThat(solved.get("energy").asDouble()).isEqualTo(-5);
    CommandRun text = CommandRun.of("solve", "--problem", graph.toString(), "--sweeps", "20");
    assertThat(text.out())
        .contains(
            "square: maxcut, SPIN, n = 4, interactions = 4", "cut           5.0", "best after")
        .containsPattern("state         [+-]{4}");
  }

  @Test
  void shouldSayThatAGraphWithoutEdgesHasNothingToCut() throws IOException {
    JsonNode solved = solved(written("edgeless", "3 0\n"), "--solver", "greedy");

    assertThat(solved.get("cut").toString()).isEqualTo("0.0");
    assertThat(solved.get("energy").toString()).isEqualTo("0.0");
  }

  @Test
  void shouldNameVariablesAsTheFileDoes() throws IOException {
    Path labelled = directory.resolve("labelled.bqm");
    ProblemFile.writeBqm(
        BinaryQuadraticModel.builder(Vartype.BINARY, 2)
            .addLinear(1, -1)
            .labels(List.of(new Label.Name("7"), new Label.Whole(7)))
            .build(),
        labelled);
    JsonNode solved = solved(labelled);
    assertThat(solved.get("labels").toString()).isEqualTo("[\"7\",7]");
    assertThat(solved.get("state").asText()).endsWith("1");
  }

  @Test
  void shouldStopAtTheTargetEnergy() throws IOException {
    Path qubo = written("a.qubo", "p qubo 0 30 2 1\n0 0 -1\n2 2 -2\n0 1 -4\n");
    JsonNode solved = solved(qubo, "--solver", "sa", "--target", "-5", "--time-limit", "1h");
    assertThat(solved.get("energy").asDouble()).isLessThanOrEqualTo(-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "exact", "sa", "tabu", "greedy", "sqa"})
  void shouldSolveAMaskProblemWithAnySolverAndSayWhenTheBestWasFound(String solver)
      throws IOException {
    JsonNode solved = solved(file, "--solver", solver, "--sweeps", "50", "--reads", "5");
    assertThat(solved.get("kept").toString()).isEqualTo("[0,2,4]");
    assertThat(solved.get("millisToBest").asDouble())
        .isBetween(0.0, solved.get("millis").asDouble());
    CommandRun text = CommandRun.of("solve", file.toString(), "--solver", solver, "--reads", "5");
    assertThat(text.out()).containsPattern("solver        \\S+, [0-9.]+ ms, best after [0-9.]+ ms");
  }

  @Test
  void shouldSayWhatIsWrongWithAnOptionOrAModel() throws IOException {
    Path qubo = written("a.qubo", "p qubo 0 30 1 0\n0 0 -1\n");
    assertFailed(qubo, List.of("--sweeps", "0"), "sweeps [0]");
    assertFailed(qubo, List.of("--reads", "-3"), "reads [-3]");
    assertFailed(qubo, List.of("--time-limit", "soon"), "--time-limit [soon]", "500ms");
    assertFailed(qubo, List.of("--solver", "exact"), "[30]", "[24]");
    assertFailed(qubo, List.of("--solver", "oracle"), "[oracle]", "sqa");
    assertFailed(file, List.of("--solver", "sa", "--sweeps", "0"), "sweeps [0]");
    assertFailed(file, List.of("--solver", "tabu", "--reads", "0"), "reads [0]");
    assertFailed(file, List.of("--target", "NaN"), "target [NaN]");
    assertFailed(file, List.of("--solver", "dwave", "--sweeps", "5"), "dwave", "--reads");
    assertFailed(file, List.of("--solver", "dwave", "--qpu-time", "much"), "--qpu-time [much]");
    assertFailed(
        written("b.qubo", "p qubo 0 2 0 1\n0 1 x\n"), List.of(), "b.qubo", "line [2]", "[x]");
    assertFailed(written("c.txt", "hello\n"), List.of(), "c.txt", "BQM");
  }

  private static void assertFailed(Path problem, List<String> options, String... words) {
    List<String> arguments = new ArrayList<>(List.of("solve", "--problem", problem.toString()));
    arguments.addAll(options);
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(words).doesNotContain("\tat ");
  }
}
