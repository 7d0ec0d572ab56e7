package io.qahan.trainer.paper;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The history files of a training, {@code history.csv} and {@code history.json}: written anew after
 * each epoch, whole or not at all.
 *
 * @param csv one line an epoch
 * @param json the same, with the command that made it and where the time went
 */
record TrainingHistory(Path csv, Path json) {
  private static final String HEADER =
      "epoch,train_loss,train_accuracy,test_loss,test_accuracy,energy,gap,kept,seconds\n";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The JSON file. */
  private record History(String command, List<Epoch> epochs) {}

  /** In a directory. */
  static TrainingHistory in(Path directory) {
    return new TrainingHistory(directory.resolve("history.csv"), directory.resolve("history.json"));
  }

  /**
   * Writes all epochs so far.
   *
   * @param command that trains the same
   */
  void write(String command, List<Epoch> epochs) throws IOException {
    String lines = epochs.stream().map(TrainingHistory::line).collect(Collectors.joining());
    WholeFile.write(csv, HEADER + lines);
    WholeFile.write(
        json,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new History(command, epochs))
            + "\n");
  }

  private static String line(Epoch epoch) {
    MaskSummary masks = epoch.masks();
    return String.format(
        Locale.ROOT,
        "%d,%.6f,%.6f,%.6f,%.6f,%s,%s,%s,%.1f\n",
        epoch.number(),
        epoch.train().loss(),
        epoch.train().accuracy(),
        epoch.test().loss(),
        epoch.test().accuracy(),
        cell(masks.energy(), "%.6f"),
        cell(masks.gap(), "%.3g"),
        cell(masks.kept(), "%.2f"),
        epoch.seconds());
  }

  private static String cell(Double value, String format) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }
}
