package io.qahan.dwave.clique;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliqueEmbeddingsTest {
  private static final WorkingGraph GRAPH = Topology.parse("zephyr:2").fullYield();
  private static final CliqueKey KEY = new CliqueKey("Advantage2/../x*", "01a", 20);

  @TempDir Path directory;

  @Test
  void shouldComputeOnce() {
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    List<Embedding> found =
        IntStream.range(0, 8).parallel().mapToObj(i -> embeddings.find(KEY, GRAPH)).toList();
    assertThat(found).allSatisfy(embedding -> assertThat(embedding).isSameAs(found.get(0)));
    assertThat(EmbeddingCheck.cliqueFault(found.get(0), GRAPH)).isEmpty();
  }

  @Test
  void shouldTellGraphsAndSizesApart() {
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    WorkingGraph damaged = GRAPH.withYield(0.9, 1, new Random(1));
    embeddings.find(KEY, GRAPH);
    Embedding other = embeddings.find(new CliqueKey(KEY.solver(), "01b", 12), damaged);
    assertThat(EmbeddingCheck.cliqueFault(other, damaged)).isEmpty();
    assertThat(embeddings.find(new CliqueKey(KEY.solver(), "01a", 5), GRAPH).variables())
        .isEqualTo(5);
  }

  @Test
  void shouldReadWhatItHasWritten() throws IOException {
    Embedding written = CliqueEmbeddings.inDirectory(directory.resolve("new")).find(KEY, GRAPH);
    Path file = onlyFile(directory.resolve("new"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
    assertThat(CliqueEmbeddings.inDirectory(directory.resolve("new")).find(KEY, GRAPH))
        .isEqualTo(written);
    assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(1000);
  }

  @Test
  void shouldTakeAnEmbeddingThatSomebodyElsePutThere() throws IOException {
    CliqueEmbeddings.inDirectory(directory).find(KEY, GRAPH);
    Path file = onlyFile(directory);
    List<String> lines = Files.readAllLines(file);
    String[] swapped = lines.toArray(String[]::new);
    swapped[1] = lines.get(20);
    swapped[20] = lines.get(1);
    Files.write(file, Arrays.asList(swapped));
    Embedding found = CliqueEmbeddings.inDirectory(directory).find(KEY, GRAPH);
    assertThat(Arrays.stream(found.chain(0)).boxed().map(String::valueOf))
        .containsExactly(lines.get(20).split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "qahan-clique 2\n0\n",
        "qahan-clique 1\n0 1 x\n",
        "qahan-clique 1\n0 1\n1 2\n",
        "qahan-clique 1\n\n",
        "qahan-clique 1\n99999\n",
        "qahan-clique 1\n-1\n"
      })
  void shouldReplaceACorruptFile(String content) throws IOException {
    CliqueFiles files = new CliqueFiles(directory);
    Files.writeString(files.path(KEY), content);
    Embedding found = CliqueEmbeddings.inDirectory(directory).find(KEY, GRAPH);
    assertThat(EmbeddingCheck.cliqueFault(found, GRAPH)).isEmpty();
    assertThat(files.read(KEY, GRAPH)).hasValue(found);
    onlyFile(directory);
  }

  @Test
  void shouldReplaceAnEmbeddingOfAnotherGraph() {
    CliqueEmbeddings.inDirectory(directory).find(KEY, GRAPH);
    WorkingGraph damaged = GRAPH.withYield(0.97, 1, new Random(1));
    Embedding found = CliqueEmbeddings.inDirectory(directory).find(KEY, damaged);
    assertThat(EmbeddingCheck.cliqueFault(found, damaged)).isEmpty();
    assertThat(new CliqueFiles(directory).read(KEY, damaged)).hasValue(found);
  }

  @Test
  void shouldDoWithoutADirectoryThatCannotBe() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(CliqueEmbeddings.inDirectory(file).find(KEY, GRAPH).variables()).isEqualTo(20);
  }

  @Test
  void shouldRememberARefusal() {
    CliqueEmbeddings embeddings = CliqueEmbeddings.inDirectory(directory);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> embeddings.find(new CliqueKey("s", "g", 99), GRAPH))
          .isInstanceOf(CliqueTooLargeException.class)
          .hasMessageContaining("n [99]")
          .satisfies(e -> assertThat(((CliqueTooLargeException) e).largest()).isEqualTo(24));
    }
    assertThat(directory).isEmptyDirectory();
  }

  private static Path onlyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
