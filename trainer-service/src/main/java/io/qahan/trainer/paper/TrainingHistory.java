package io.qahan.trainer.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The history file of a training: CSV, one line an epoch, on disk as soon as the epoch ends. */
final class TrainingHistory {
  private static final String HEADER =
      "epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds\n";

  private final Path file;

  private TrainingHistory(Path file) {
    this.file = file;
  }

  /** Starts the file anew. */
  static TrainingHistory start(Path file) throws IOException {
    Files.writeString(file, HEADER);
    return new TrainingHistory(file);
  }

  void append(Epoch epoch) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%d,%.6f,%.6f,%.6f,%.6f,%.1f\n",
            epoch.number(),
            epoch.train().loss(),
            epoch.train().accuracy(),
            epoch.test().loss(),
            epoch.test().accuracy(),
            epoch.seconds());
    Files.writeString(file, line, StandardOpenOption.APPEND);
  }
}
