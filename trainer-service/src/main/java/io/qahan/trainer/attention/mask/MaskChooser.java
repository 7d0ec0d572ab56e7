package io.qahan.trainer.attention.mask;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.trainer.attention.ChosenMask;
import java.util.List;
import java.util.SplittableRandom;

/** Chooses a mask for each image of a batch. */
@FunctionalInterface
interface MaskChooser extends AutoCloseable {
  /**
   * One mask a problem, in their order.
   *
   * @param random the only source of chance
   */
  List<ChosenMask> choose(List<MaskProblem> problems, SplittableRandom random);

  @Override
  default void close() {}
}
