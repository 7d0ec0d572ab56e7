package io.qahan.trainer.experiment.online;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.qubo.kernel.WholeFile;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What came of streams, one JSON file each, written whole or not at all: an experiment that is
 * called again reads back what it had finished.
 */
record OnlineArchive(Path directory) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * One file.
   *
   * @param stream all that the result follows from, in words
   * @param right a bit an image, the first in the lowest bit of the first byte
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  private record Stored(
      String stream, int images, byte[] right, List<Long> drifts, int published, int withheld) {}

  /**
   * The result of a stream; empty if there is none yet.
   *
   * @param stream all that it follows from, in words
   * @throws TrainingFailedException if what is there cannot be read, or is of another stream
   */
  Optional<OnlineResult> read(OnlinePlan plan, String stream) {
    Path file = file(plan);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Stored stored;
    try {
      stored = JSON.readValue(file.toFile(), Stored.class);
    } catch (IOException e) {
      throw new TrainingFailedException(
          "result [%s] cannot be read (%s); delete it to run the stream again"
              .formatted(file, e.getMessage()),
          e);
    }
    if (!stream.equals(stored.stream())) {
      throw new TrainingFailedException(
          """
          result [%s] is of another stream:
            %s
          not of
            %s
          Give the same options, or another --out, or delete it to run the stream again.\
          """
              .formatted(file, stored.stream(), stream),
          null);
    }
    return Optional.of(
        new OnlineResult(
            plan,
            stored.images(),
            BitSet.valueOf(stored.right()),
            stored.drifts(),
            stored.published(),
            stored.withheld()));
  }

  void write(OnlineResult result, String stream) throws IOException {
    Files.createDirectories(directory);
    Stored stored =
        new Stored(
            stream,
            result.images(),
            result.right().toByteArray(),
            result.drifts(),
            result.published(),
            result.withheld());
    WholeFile.write(file(result.plan()), JSON.writeValueAsString(stored) + "\n");
  }

  private Path file(OnlinePlan plan) {
    return directory.resolve(plan.slug() + ".json");
  }
}
