package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Pass;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Visits the same locations of every image: the middle of the feature map, and around it. What a
 * rival has to beat before it can be said to look anywhere.
 */
public final class ConstantPlaces implements Attention {
  private final LocationBudget budget;
  private final List<Integer> locations;

  public ConstantPlaces(LocationBudget budget) {
    this.budget = budget;
    float[] coordinates = budget.coordinates();
    this.locations =
        IntStream.range(0, budget.locations())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    at -> Math.hypot(coordinates[2 * at], coordinates[2 * at + 1])))
            .limit(budget.visits())
            .toList();
  }

  /** As many as are visited, the middle first; of equally far ones the first of the map. */
  List<Integer> locations() {
    return locations;
  }

  @Override
  public Attended attend(NDArray features, Pass pass) {
    int images = Math.toIntExact(features.getShape().get(0));
    Visits visits = new Visits(budget, images);
    for (int location : locations) {
      int[] chosen = new int[images];
      Arrays.fill(chosen, location);
      visits.visit(features.getManager(), chosen);
    }
    float[] kept = visits.mask(features.stopGradient().toFloatArray());
    NDArray mask = features.getManager().create(kept, features.getShape());
    return new Attended(features.mul(mask), Optional.of(mask), List.of(), Optional.empty());
  }
}
