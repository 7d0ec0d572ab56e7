package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.online.FrozenNetwork;
import io.qahan.trainer.experiment.online.MaskedStream;
import io.qahan.trainer.experiment.online.OnlineImages;
import io.qahan.trainer.experiment.online.PlantedDrift;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.online.learning.LabelledExample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * How good the masks of a trained network are, beside the best ones of the same features and
 * blocks: means over images. SALIENT is the measure for all, also for masks that were chosen by
 * something else. The best is what {@code auto} finds: of single features the certified optimum; a
 * gap to a lower bound would say as much about the bound as about the mask.
 *
 * @param excess (E - E*) / |E*|, E the SALIENT energy of a mask and E* the least there is: 0 for
 *     the optimum, 1 where E is 0, more where the terms of count and neighbours outweigh the rest
 * @param attention x^T Q x over that of the optimum (eq. 10); may pass 1, where neighbours are kept
 */
record MaskQuality(double excess, double attention) {
  /** Far more than an exact solve takes, because one that is cut short cannot be repeated. */
  private static final Duration TIME_BUDGET = Duration.ofMinutes(10);

  /**
   * Lets a trained network look at images.
   *
   * @param run whose mechanism keeps something and drops something
   * @throws io.qahan.trainer.paper.network.TrainingFailedException if its checkpoint cannot be read
   */
  static MaskQuality of(FinishedRun run, OnlineImages images) throws IOException {
    try (FrozenNetwork network = FrozenNetwork.of(run);
        FrozenNetwork open =
            FrozenNetwork.of(new ConvStack(run.network().conv()), Mechanism.NONE, 0)) {
      MaskedStream masked = new MaskedStream(images, PlantedDrift.NONE, network);
      MaskedStream whole = new MaskedStream(images, PlantedDrift.NONE, open);
      Sum sum =
          new Sum(
              run.plan()
                  .attention()
                  .withObjective(Objective.SALIENT)
                  .terms(run.network().conv().shape()));
      for (int part = 0; part < masked.parts(); part++) {
        List<LabelledExample> kept = masked.part(part);
        List<LabelledExample> all = whole.part(part);
        for (int i = 0; i < kept.size(); i++) {
          sum.add(all.get(i).features(), kept.get(i).features());
        }
      }
      return sum.mean();
    }
  }

  private static final class Sum {
    private final MaskTerms terms;
    private final MaskSolver best = Solvers.forMasks("auto");
    private final SolveOptions options = SolveOptions.ofSeed(0).withTimeBudget(TIME_BUDGET);
    private double excess;
    private double attention;
    private int images;

    Sum(MaskTerms terms) {
      this.terms = terms;
    }

    void add(Sparse all, Sparse kept) {
      float[] features = new float[all.size()];
      for (int i = 0; i < all.listed(); i++) {
        features[all.indices()[i]] = all.values()[i];
      }
      MaskProblem problem = terms.problemOf(features);
      Mask good = best.solve(problem, options).answer();
      Mask mask = maskOf(kept);
      double least = problem.energy(good);
      if (least != 0) {
        excess += (problem.energy(mask) - least) / Math.abs(least);
        attention += problem.attentionEnergy(mask) / problem.attentionEnergy(good);
        images++;
      }
    }

    /** The blocks whose first feature was kept. */
    private Mask maskOf(Sparse kept) {
      boolean[] features = new boolean[kept.size()];
      for (int index : kept.indices()) {
        features[index] = true;
      }
      boolean[] blocks = new boolean[terms.grid().blocks()];
      for (int block = 0; block < blocks.length; block++) {
        blocks[block] = features[terms.grid().featureIndex(block, 0)];
      }
      return Mask.of(blocks);
    }

    MaskQuality mean() {
      return new MaskQuality(excess / images, attention / images);
    }
  }
}
