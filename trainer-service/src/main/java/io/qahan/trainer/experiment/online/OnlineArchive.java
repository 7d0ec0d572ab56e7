package io.qahan.trainer.experiment.online;

import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What came of streams, a file each. */
record OnlineArchive(Path directory) {
  /**
   * One file.
   *
   * @param stream all that the result follows from, in words
   * @param right a bit an image, the first in the lowest bit of the first byte
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  private record Stored(
      String stream,
      int images,
      byte[] right,
      List<Long> drifts,
      int published,
      int withheld,
      int onAnchors) {}

  /**
   * The result of a stream; empty if there is none yet.
   *
   * @param stream all that it follows from, in words
   * @throws TrainingFailedException if what is there cannot be read, or is of another stream
   */
  Optional<OnlineResult> read(OnlinePlan plan, String stream) {
    return file(plan)
        .read(stream)
        .map(
            stored ->
                new OnlineResult(
                    plan,
                    stored.images(),
                    BitSet.valueOf(stored.right()),
                    stored.drifts(),
                    stored.published(),
                    stored.withheld(),
                    stored.onAnchors()));
  }

  void write(OnlineResult result, String stream) throws IOException {
    file(result.plan())
        .write(
            new Stored(
                stream,
                result.images(),
                result.right().toByteArray(),
                result.drifts(),
                result.published(),
                result.withheld(),
                result.onAnchors()));
  }

  private StreamFile<Stored> file(OnlinePlan plan) {
    return new StreamFile<>(directory.resolve(plan.slug() + ".json"), Stored.class, Stored::stream);
  }
}
