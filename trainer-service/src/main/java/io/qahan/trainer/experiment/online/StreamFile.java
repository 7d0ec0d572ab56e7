package io.qahan.trainer.experiment.online;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * What came of a stream, in a JSON file that is written whole or not at all: an experiment that is
 * called again reads back what it had finished.
 *
 * @param file where it is, or will be
 * @param type of what is in it
 * @param of all that it follows from, in words
 */
public record StreamFile<T>(Path file, Class<T> type, Function<T, String> of) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * What is in it; empty if there is none yet.
   *
   * @param stream all that it has to follow from, in words
   * @throws TrainingFailedException if it cannot be read, or is of another stream
   */
  public Optional<T> read(String stream) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    T stored;
    try {
      stored = JSON.readValue(file.toFile(), type);
    } catch (IOException e) {
      throw new TrainingFailedException(
          "result [%s] cannot be read (%s); delete it to run the stream again"
              .formatted(file, e.getMessage()),
          e);
    }
    if (!stream.equals(of.apply(stored))) {
      throw new TrainingFailedException(
          """
          result [%s] is of another stream:
            %s
          not of
            %s
          Give the same options, or another --out, or delete it to run the stream again.\
          """
              .formatted(file, of.apply(stored), stream),
          null);
    }
    return Optional.of(stored);
  }

  /** Writes it, and the directories that it lies in. */
  public void write(T stored) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    WholeFile.write(file, JSON.writeValueAsString(stored) + "\n");
  }
}
