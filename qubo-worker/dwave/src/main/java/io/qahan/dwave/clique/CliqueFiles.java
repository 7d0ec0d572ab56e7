package io.qahan.dwave.clique;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.kernel.WholeFile;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clique embeddings in a directory, one text file each: a line {@code qahan-clique 1}, then one
 * line of qubits per variable. Written beside its place and moved there in one step, so that a
 * reader sees a whole file or none; what is not a verified embedding of the graph is as good as
 * absent.
 */
final class CliqueFiles {
  private static final Logger log = LoggerFactory.getLogger(CliqueFiles.class);
  private static final String HEADER = "qahan-clique 1";

  /** No embedding takes more characters. */
  private static final long MAX_SIZE = 1 << 20;

  private final Path directory;

  CliqueFiles(Path directory) {
    this.directory = directory;
  }

  Path path(CliqueKey key) {
    String name =
        String.format(Locale.ROOT, "%s;%s;%d", key.solver(), key.graphId(), key.variables());
    return directory.resolve(URLEncoder.encode(name, UTF_8).replace("*", "%2A") + ".clique");
  }

  Optional<Embedding> read(CliqueKey key, WorkingGraph graph) {
    Path path = path(key);
    try {
      if (Files.size(path) > MAX_SIZE) {
        throw new IOException(String.format(Locale.ROOT, "more than %d bytes", MAX_SIZE));
      }
      Embedding embedding = parse(Files.readAllLines(path, UTF_8));
      if (embedding.variables() != key.variables()) {
        throw new IOException(String.format(Locale.ROOT, "[%d] chains", embedding.variables()));
      }
      Optional<String> fault = EmbeddingCheck.cliqueFault(embedding, graph);
      if (fault.isPresent()) {
        throw new IOException(fault.get());
      }
      return Optional.of(embedding);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      log.warn("Embedding file [{}] is of no use and will be replaced: {}", path, e.toString());
      return Optional.empty();
    }
  }

  private static Embedding parse(List<String> lines) throws IOException {
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IOException("it does not begin with [%s]".formatted(HEADER));
    }
    return Embedding.of(
        lines.stream()
            .skip(1)
            .map(line -> Arrays.stream(line.split(" ", -1)).mapToInt(Integer::parseInt).toArray())
            .toArray(int[][]::new));
  }

  void write(CliqueKey key, Embedding embedding) {
    Path path = path(key);
    String chains =
        IntStream.range(0, embedding.variables())
            .mapToObj(v -> Arrays.stream(embedding.sharedChain(v)))
            .map(chain -> chain.mapToObj(Integer::toString).collect(Collectors.joining(" ")))
            .collect(Collectors.joining("\n", HEADER + "\n", "\n"));
    try {
      Files.createDirectories(directory);
      WholeFile.write(path, chains);
    } catch (IOException e) {
      log.warn("Embedding file [{}] cannot be written; it stays in memory only", path, e);
    }
  }
}
