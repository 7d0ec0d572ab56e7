package io.qahan.deploy.offline.train;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options that say which attention a network is trained with. */
final class AttentionArguments {
  @Option(
      names = "--attention",
      defaultValue = "qaham",
      description =
          "What stands between convolutions and head: ${COMPLETION-CANDIDATES} (default: qaham).")
  private Mechanism mechanism;

  @Option(
      names = "--objective",
      defaultValue = "salient",
      description =
          "Sign of the attention term: salient keeps as much energy as it can, literal is eq. 7 as"
              + " printed, which does not learn (default: salient).")
  private Objective objective;

  @Option(
      names = "--layout",
      defaultValue = "square",
      description =
          "How features become blocks: square, the paper's; rows, for any number of features;"
              + " spatial, a place of the feature map with all its channels (default: square).")
  private BlockLayout layout;

  @Option(
      names = "--output",
      defaultValue = "masked",
      description =
          "What the head sees: masked, all features; pooled, the mean of the kept blocks"
              + " (default: masked).")
  private HeadInput output;

  @Option(
      names = "--blocks",
      paramLabel = "LxM",
      defaultValue = "",
      description = "Cut the features into so many blocks (default: one feature each).")
  private String blocks;

  @Option(
      names = "--k",
      paramLabel = "N",
      description = "How many blocks to keep (default: 100, in proportion for fewer blocks).")
  private Integer kept;

  @Option(
      names = "--lambda1",
      defaultValue = "1",
      description = "Weight of the count term (default: 1).")
  private double lambda1;

  @Option(
      names = "--lambda2",
      defaultValue = "1",
      description = "Weight of the neighbour term (default: 1).")
  private double lambda2;

  @Option(
      names = "--solver",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Who solves the masks (default: auto).")
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
            solver,
            optional(sweeps),
            optional(reads),
            first,
            !withoutDescent,
            threads != null ? threads : Runtime.getRuntime().availableProcessors());
    return new AttentionOptions(
        mechanism,
        objective,
        layout,
        output,
        GridSize.parse(blocks),
        optional(kept),
        lambda1,
        lambda2,
        search);
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
