package io.qahan.trainer.experiment.online;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.paper.TrainedAttention;
import java.io.IOException;

/**
 * What stands before a head that learns online: a conv stack and the attention over its features,
 * neither of which learns. For one thread; close it.
 */
public record FrozenNetwork(ConvStack conv, Attention attention) implements AutoCloseable {

  /**
   * A mechanism that has learned nothing, over any conv stack.
   *
   * @param conv closed with this
   * @param seed of random masks and of the solver
   */
  public static FrozenNetwork of(ConvStack conv, Mechanism mechanism, long seed) {
    return new FrozenNetwork(conv, AttentionOptions.of(mechanism).create(conv.shape(), seed));
  }

  /**
   * A mechanism that has learned where to look, over the conv stack that it learned with.
   *
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if its checkpoint cannot be read
   */
  public static FrozenNetwork of(FinishedRun run) throws IOException {
    Attention attention = TrainedAttention.of(run.options(), run.network().conv().shape());
    return new FrozenNetwork(new ConvStack(run.network().conv()), attention);
  }

  @Override
  public void close() {
    attention.close();
    conv.close();
  }
}
