package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.attention.Reinforcement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Hard attention to locations of the feature map: a network chooses them one after the other, the
 * features of those visited are kept and the others zeroed. Choices are drawn while training and
 * the most probable ones while testing. The network sees features as constants and learns from
 * REINFORCE alone; the convolutions learn from cross entropy through the kept features alone, as
 * with a mask.
 */
public final class LocationAttention implements Attention {
  private final LocationBudget budget;
  private final LocationNetwork network;
  private final long seed;

  public LocationAttention(LocationBudget budget, LocationNetwork network, long seed) {
    this.budget = budget;
    this.network = network;
    this.seed = seed;
  }

  @Override
  public Attended attend(NDArray features, Pass pass) {
    NDManager manager = features.getManager();
    NDArray seen = features.stopGradient();
    Visits visits = new Visits(budget, Math.toIntExact(seen.getShape().get(0)));
    Scanpath path = network.start(seen);
    SplittableRandom random = pass.random(seed);
    NDList chosen = new NDList();
    for (int visit = 0; visit < budget.visits(); visit++) {
      NDArray logProbabilities = path.next(visits.suppression(manager)).logSoftmax(1);
      float[] values = logProbabilities.toFloatArray();
      NDArray location =
          visits.visit(
              manager, pass.training() ? visits.draw(values, random) : visits.best(values));
      chosen.add(logProbabilities.mul(location).sum(new int[] {1}, true));
      path.look(location);
    }
    NDArray mask = manager.create(visits.mask(seen.toFloatArray()), features.getShape());
    return new Attended(
        features.mul(mask), Optional.of(mask), List.of(), reinforcement(path, chosen, pass));
  }

  private static Optional<Reinforcement> reinforcement(Scanpath path, NDList chosen, Pass pass) {
    if (!pass.training()) {
      return Optional.empty();
    }
    NDArray logProbabilities = Columns.beside(chosen);
    return Optional.of(
        rewards -> path.loss(logProbabilities, rewards.reshape(new Shape(rewards.size(), 1))));
  }

  @Override
  public Map<String, NDArray> parameters() {
    return network.parameters();
  }

  @Override
  public void close() {
    network.close();
  }
}
