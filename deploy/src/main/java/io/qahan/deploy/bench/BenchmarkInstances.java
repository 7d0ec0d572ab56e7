package io.qahan.deploy.bench;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.CsvRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The instances that ship with the command, or those of a directory. */
final class BenchmarkInstances {
  private static final String BEST_KNOWN = "best-known.csv";

  private BenchmarkInstances() {}

  /**
   * The instances of a directory, in the order of its {@code best-known.csv}, or the shipped ones
   * whose names match a pattern with {@code *} and {@code ?}.
   *
   * @throws CommandFailedException if there are none
   */
  static List<BenchmarkInstance> of(String directoryOrPattern) throws IOException {
    Path directory = Path.of(directoryOrPattern);
    return Files.isDirectory(directory) ? in(directory) : matching(directoryOrPattern);
  }

  private static List<BenchmarkInstance> in(Path directory) throws IOException {
    Path table = directory.resolve(BEST_KNOWN);
    if (!Files.isRegularFile(table)) {
      throw new CommandFailedException(
          "There is no file [%s], which names the instances and their best known energies."
              .formatted(table));
    }
    List<BenchmarkInstance> instances = new ArrayList<>();
    for (CsvRow row : CsvRow.parse(table.toString(), Files.readString(table))) {
      Path file = directory.resolve(row.text("instance") + ".qaham");
      if (!Files.isRegularFile(file)) {
        throw new CommandFailedException(
            "[%s] names an instance without a file [%s].".formatted(row.place(), file));
      }
      instances.add(BenchmarkInstance.of(row, Files.readAllBytes(file)));
    }
    return instances;
  }

  private static List<BenchmarkInstance> matching(String pattern) throws IOException {
    PathMatcher matcher = matcher(pattern);
    List<BenchmarkInstance> instances = new ArrayList<>();
    for (CsvRow row : shippedTable(BEST_KNOWN)) {
      String name = row.text("instance");
      if (matcher.matches(Path.of(name))) {
        try (InputStream file = new GZIPInputStream(resource(name + ".qaham.gz"))) {
          instances.add(BenchmarkInstance.of(row, file.readAllBytes()));
        }
      }
    }
    if (instances.isEmpty()) {
      throw new CommandFailedException(
          "[%s] is no directory and matches no instance; maybe [sal_*_n196_d16], or [*] for all."
              .formatted(pattern));
    }
    return instances;
  }

  /** Whether a name is one of a pattern's, as the shell has it. */
  static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }

  /** The rows of a table that ships beside the instances. */
  static List<CsvRow> shippedTable(String file) throws IOException {
    try (InputStream content = resource(file)) {
      return CsvRow.parse(file, new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static InputStream resource(String file) {
    return Objects.requireNonNull(
        BenchmarkInstances.class.getResourceAsStream("instances/" + file), file);
  }
}
