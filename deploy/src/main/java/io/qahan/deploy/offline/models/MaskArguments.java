package io.qahan.deploy.offline.models;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options that say what is asked of a mask, for whoever makes a model. */
public final class MaskArguments {
  @Option(
      names = "--objective",
      defaultValue = "salient",
      description =
          "Sign of the attention term: salient is the paper's eq. 7 with this sign reversed and keeps"
              + " as much energy as it can, literal is eq. 7 as printed, which with a mask for each"
              + " image does not learn (default: salient).")
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
      description =
          "How many blocks to keep (default: 100, in proportion for fewer blocks). To train without"
              + " a model file it may be more than there are.")
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

  /** Whether blocks are neighbours in a grid, which makes masks hard to solve to the end. */
  public boolean isGrid() {
    return layout == BlockLayout.SPATIAL;
  }

  /**
   * Such masks.
   *
   * @param mechanism that takes them
   * @param search who solves them
   */
  public AttentionOptions of(Mechanism mechanism, AttentionOptions.Search search) {
    return new AttentionOptions(
        mechanism,
        objective,
        layout,
        output,
        GridSize.parse(blocks),
        kept == null ? OptionalInt.empty() : OptionalInt.of(kept),
        lambda1,
        lambda2,
        search);
  }
}
