package io.qahan.trainer.experiment.online;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.paper.TrainedAttention;
import java.io.IOException;

/**
 * What stands before a head that learns online: a network and the attention over its features,
 * neither of which learns. For one thread; close it.
 *
 * @param otherSize what happens to images that are not of the network's size
 */
public record FrozenNetwork(FeatureNetwork features, Attention attention, OtherSize otherSize)
    implements AutoCloseable {

  /**
   * A mechanism that has learned nothing, over any conv stack.
   *
   * @param conv closed with this
   * @param seed of random masks and of the solver
   */
  public static FrozenNetwork of(ConvStack conv, Mechanism mechanism, long seed) {
    return new FrozenNetwork(
        conv, AttentionOptions.of(mechanism).create(conv.shape(), seed), OtherSize.REFUSE);
  }

  /**
   * A mechanism that has learned where to look, over the conv stack that it learned with.
   *
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if its checkpoint cannot be read
   */
  public static FrozenNetwork of(FinishedRun run) throws IOException {
    Attention attention = TrainedAttention.of(run.options(), run.network().conv().shape());
    return new FrozenNetwork(new ConvStack(run.network().conv()), attention, OtherSize.REFUSE);
  }

  /**
   * A mechanism that has learned nothing over the network of a model, by the model's terms: its
   * blocks, its k, and what its head sees. Without attention every block is kept.
   *
   * @param seed of random masks and of the solver
   */
  public static FrozenNetwork of(StoredModel model, Mechanism mechanism, long seed) {
    AttentionOptions terms =
        AttentionOptions.of(
            model.attention(),
            AttentionOptions.Search.of(
                model.attention().grid().layout() == BlockLayout.SPATIAL ? "greedy" : "auto"));
    AttentionOptions chosen =
        mechanism == Mechanism.NONE
            ? terms.withMechanism(Mechanism.TOPK).withKept(model.attention().grid().blocks())
            : terms.withMechanism(mechanism);
    Attention attention = chosen.create(model.features().shape(), seed);
    return new FrozenNetwork(model.features().open(), attention, model.otherSize());
  }

  @Override
  public void close() {
    attention.close();
    features.close();
  }
}
