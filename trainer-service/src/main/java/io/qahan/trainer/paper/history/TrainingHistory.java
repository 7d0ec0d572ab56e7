package io.qahan.trainer.paper.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.qubo.kernel.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The history files of a training, {@code history.csv} and {@code history.json}: written anew after
 * each epoch, whole or not at all.
 *
 * @param csv one line an epoch
 * @param json the same, with the command that made it and where the time went
 */
public record TrainingHistory(Path csv, Path json) {
  private static final String HEADER =
      "epoch,train_loss,train_accuracy,test_loss,test_accuracy,energy,gap,kept,seconds\n";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * The JSON file.
   *
   * @param last scores after the last epoch; null before
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record History(String command, List<Epoch> epochs, LastScores last) {
    public History {
      epochs = List.copyOf(epochs);
    }
  }

  /** In a directory. */
  public static TrainingHistory in(Path directory) {
    return new TrainingHistory(directory.resolve("history.csv"), directory.resolve("history.json"));
  }

  /** What was written; empty if nothing was, or if it cannot be read. */
  public Optional<History> read() {
    try {
      return Optional.of(JSON.readValue(json.toFile(), History.class));
    } catch (IOException e) { // written anew by whoever trains
      return Optional.empty();
    }
  }

  /** Replaces both files. */
  public void write(History history) throws IOException {
    String lines =
        history.epochs().stream().map(TrainingHistory::line).collect(Collectors.joining());
    WholeFile.write(csv, HEADER + lines);
    WholeFile.write(json, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(history) + "\n");
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
