package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.LastScores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a training made.
 *
 * @param conv the conv stack; null where only the history is known
 * @param epochs how it came about, those before a resumption too
 * @param last scores of the network as it ended
 * @param convFile the weight file, which ingest loads; null where only the history is known
 * @param historyFile CSV, one line an epoch
 * @param model the network of the best epoch, if one was to be written
 */
public record TrainedNetwork(
    ConvWeights conv,
    List<Epoch> epochs,
    LastScores last,
    Path convFile,
    Path historyFile,
    Optional<StoredModel> model) {
  public TrainedNetwork {
    epochs = List.copyOf(epochs);
  }

  /** One without a model file. */
  public TrainedNetwork(
      ConvWeights conv, List<Epoch> epochs, LastScores last, Path convFile, Path historyFile) {
    this(conv, epochs, last, convFile, historyFile, Optional.empty());
  }

  /** What a history says of one: no weights. */
  public static TrainedNetwork ofHistory(List<Epoch> epochs, LastScores last, Path historyFile) {
    return new TrainedNetwork(null, epochs, last, null, historyFile);
  }
}
