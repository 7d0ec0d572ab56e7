package io.qahan.deploy.offline.train;

import io.qahan.deploy.offline.models.MaskArguments;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
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
            threads != null ? threads : Runtime.getRuntime().availableProcessors());
    return masks.of(mechanism, search);
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
