package io.qahan.deploy.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of a command that measures: its results go to a file too, if asked. */
public final class JsonFileOption {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the results here as JSON.")
  private Path json;

  /**
   * Writes the results, if a file was named.
   *
   * @param results records, lists and numbers
   * @throws IOException if the file cannot be written whole
   */
  public void write(Object results) throws IOException {
    if (json != null) {
      Files.writeString(
          json,
          JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(results)
              + "\n");
    }
  }
}
