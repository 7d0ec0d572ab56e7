package io.qahan.trainer.paper;

import io.qahan.ingest.conv.ConvShape;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.gradient.ArrayValues;
import io.qahan.trainer.paper.history.Checkpoint;
import io.qahan.trainer.paper.network.NetworkState;
import io.qahan.trainer.paper.network.Parameters;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.util.Map;

/** The attention of a trained network, to look at features of its conv stack with. */
public final class TrainedAttention {
  private TrainedAttention() {}

  /**
   * The attention of the checkpoint in {@link TrainingOptions#out}; the caller's to close.
   *
   * @param shape of the conv stack that it was trained with
   * @throws TrainingFailedException if the checkpoint cannot be read
   */
  public static Attention of(TrainingOptions options, ConvShape shape) throws IOException {
    NetworkState state = Checkpoint.read(Training.checkpointFile(options.out())).network();
    Map<String, NetworkState.Tensor> trained = state.tensors();
    Attention attention = options.attention().create(shape, options.hyper().seed());
    attention
        .parameters()
        .forEach(
            (name, array) ->
                ArrayValues.replace(array, trained.get(Parameters.ATTENTION + name).values()));
    state.held().ifPresent(attention::hold);
    return attention;
  }
}
