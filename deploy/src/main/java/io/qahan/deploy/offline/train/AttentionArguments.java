package io.qahan.deploy.offline.train;

import io.qahan.deploy.offline.models.MaskArguments;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.Reading;
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which attention a network is trained with. */
final class AttentionArguments {
  @Option(
      names = "--attention",
      defaultValue = "qaham",
      description =
          "What stands between convolutions and head: ${COMPLETION-CANDIDATES} (default: qaham).")
  private Mechanism mechanism;

  @Mixin private MaskArguments masks;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      description =
          "Who solves the masks (default: auto; for spatial greedy, as auto may take a second for each"
              + " mask of a grid).")
  private String solver;

  @Option(
      names = "--sweeps",
      paramLabel = "N",
      description = "Work of one read of the solver (default: as it sees fit).")
  private Integer sweeps;

  @Option(
      names = "--reads",
      paramLabel = "N",
      description = "How often the solver starts over (default: as it sees fit).")
  private Integer reads;

  @Option(
      names = "--first",
      defaultValue = "greedy",
      description = "Where the solver begins: greedy or random (default: greedy).")
  private FirstMask first;

  @Option(
      names = "--no-descent",
      description =
          "Answer with what sa and sqa annealed to, without the descent that ends each read.")
  private boolean withoutDescent;

  @Option(
      names = "--every-block",
      description =
          "Let sa and sqa propose every block, not only those of large norms, as an annealer does that"
              + " knows nothing of them.")
  private boolean everyBlock;

  @Option(
      names = "--share",
      paramLabel = "PART",
      defaultValue = "1",
      description =
          "Spoil each mask until it has this part of its attention energy, by random exchanges: a"
              + " solver as bad as you like (default: 1).")
  private double share;

  @Option(
      names = "--mask-every",
      paramLabel = "WHAT",
      defaultValue = "image",
      description =
          "How often qaham finds a mask: for each image, as a stream does; for each batch or epoch, of"
              + " the mean features of the batch or of the epoch's first; once, at the first step; or"
              + " never, where the first mask is kept, which is random: add --first random (default:"
              + " image).")
  private MaskEvery every;

  @Option(
      names = "--before-relu",
      description =
          "Find and put on qaham's masks before the second ReLU, which then follows them, not after.")
  private boolean beforeRelu;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that solve masks; the result does not depend on them (default: as many as there"
              + " are processors).")
  private Integer threads;

  AttentionOptions options() {
    AttentionOptions.Search search =
        new AttentionOptions.Search(
            solver != null ? solver : masks.isGrid() ? "greedy" : "auto",
            optional(sweeps),
            optional(reads),
            first,
            !withoutDescent,
            everyBlock,
            share,
            threads != null ? threads : Runtime.getRuntime().availableProcessors());
    return masks.of(mechanism, search).withReading(new Reading(every, beforeRelu));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
