package io.qahan.deploy.operate.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Whether there is room for the state of Kafka Streams. */
final class DiskCheck {
  private static final String CHECK = "disk";
  private static final long MIB = 1 << 20;
  private static final long LITTLE = 1024 * MIB;
  private static final long TOO_LITTLE = 128 * MIB;

  private DiskCheck() {}

  /**
   * Measures.
   *
   * @param state {@code streams.state.dir}; need not exist yet
   */
  static Finding of(Path state) {
    Path existing = state.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      return Files.isDirectory(existing) && Files.isWritable(existing)
          ? room(state, Files.getFileStore(existing).getUsableSpace())
          : Finding.fault(
              CHECK,
              "[%s] cannot be written to".formatted(existing),
              "let the services' user write there, or set streams.state.dir to another directory");
    } catch (IOException e) {
      return Finding.warning(
          CHECK,
          "the room in [%s] is not known: %s".formatted(existing, e.getMessage()),
          "see that streams.state.dir is a local disk");
    }
  }

  static Finding room(Path state, long bytes) {
    String text = String.format(Locale.ROOT, "%,d MiB are left for [%s]", bytes / MIB, state);
    String cure = "make room, or set streams.state.dir to a larger disk";
    if (bytes < TOO_LITTLE) {
      return Finding.fault(CHECK, text, cure);
    }
    return bytes < LITTLE ? Finding.warning(CHECK, text, cure) : Finding.ok(CHECK, text);
  }

  /** Where Kafka Streams keeps its state. */
  static Path state(Optional<String> streamsStateDir) {
    return streamsStateDir
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "kafka-streams"));
  }
}
