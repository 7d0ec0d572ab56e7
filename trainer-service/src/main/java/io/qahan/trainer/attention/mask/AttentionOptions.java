package io.qahan.trainer.attention.mask;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.rivals.LocationAttention;
import io.qahan.trainer.attention.rivals.LocationBudget;
import io.qahan.trainer.attention.rivals.RecurrentGlimpses;
import io.qahan.trainer.attention.rivals.Saccader;
import io.qahan.trainer.attention.rivals.SoftPretraining;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which attention, and how it chooses.
 *
 * @param objective sign and scale of the attention term
 * @param layout how features become blocks
 * @param output what the head sees of the features
 * @param blocks l x m of a mask; empty: one feature a block, the paper's setting, or for SPATIAL
 *     one place of the feature map
 * @param kept k, how many blocks to keep, or for the rivals features; empty: 100, in proportion for
 *     fewer
 * @param lambda1 weight of the count term
 * @param lambda2 weight of the neighbour term
 * @param search who solves QAHAM's masks
 */
public record AttentionOptions(
    Mechanism mechanism,
    Objective objective,
    BlockLayout layout,
    HeadInput output,
    Optional<GridSize> blocks,
    OptionalInt kept,
    double lambda1,
    double lambda2,
    Search search) {

  /**
   * Who solves QAHAM's masks.
   *
   * @param solver by name, see {@link Solvers}
   * @param sweeps work of one read; empty: the solver decides
   * @param reads how often to start over; empty: the solver decides
   * @param first where a search begins
   * @param descent whether an annealing ends with a descent
   * @param threads that solve, the training one included; the masks do not depend on it
   */
  public record Search(
      String solver,
      OptionalInt sweeps,
      OptionalInt reads,
      FirstMask first,
      boolean descent,
      int threads) {
    public Search {
      Solvers.forMasks(solver);
      if (threads < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "threads [%d] must be at least 1", threads));
      }
    }

    /** A solver left to itself, on every processor. */
    public static Search of(String solver) {
      return new Search(
          solver,
          OptionalInt.empty(),
          OptionalInt.empty(),
          FirstMask.GREEDY,
          true,
          Runtime.getRuntime().availableProcessors());
    }

    /** The same solver, told how hard to try. */
    public Search withEffort(int sweeps, int reads) {
      return new Search(
          solver, OptionalInt.of(sweeps), OptionalInt.of(reads), first, descent, threads);
    }

    /** The same annealer as it comes: from a random mask, and without the descent that mends it. */
    public Search unaided() {
      return new Search(solver, sweeps, reads, FirstMask.RANDOM, false, threads);
    }
  }

  /** The paper's settings: SALIENT, one feature a block, k = 100, both weights 1. */
  public static AttentionOptions of(Mechanism mechanism) {
    return new AttentionOptions(
        mechanism,
        Objective.SALIENT,
        BlockLayout.SQUARE,
        HeadInput.MASKED,
        Optional.empty(),
        OptionalInt.empty(),
        1,
        1,
        Search.of("auto"));
  }

  /** QAHAM by the terms of a model: what a stream of it keeps. */
  public static AttentionOptions of(MaskTerms terms, Search search) {
    return new AttentionOptions(
        Mechanism.QAHAM,
        terms.objective(),
        terms.grid().layout(),
        terms.output(),
        Optional.of(new GridSize(terms.grid().rows(), terms.grid().columns())),
        OptionalInt.of(terms.kept()),
        terms.lambda1(),
        terms.lambda2(),
        search);
  }

  /** The same terms for another mechanism. */
  public AttentionOptions withMechanism(Mechanism mechanism) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search);
  }

  /** The same with another k. */
  public AttentionOptions withKept(int kept) {
    return new AttentionOptions(
        mechanism,
        objective,
        layout,
        output,
        blocks,
        OptionalInt.of(kept),
        lambda1,
        lambda2,
        search);
  }

  /** The same with another objective. */
  public AttentionOptions withObjective(Objective objective) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search);
  }

  /** The same with another solver. */
  public AttentionOptions withSearch(Search search) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search);
  }

  /**
   * The mechanism over the features of such a network.
   *
   * @param seed of its weights and of its choices
   * @throws IllegalArgumentException if the blocks or k do not fit the features
   */
  public Attention create(FeatureShape shape, long seed) {
    return switch (mechanism) {
      case NONE -> Attention.NONE;
      case QAHAM -> new MaskAttention(terms(shape), new SolvedMasks(search), seed);
      case MNIH -> {
        LocationBudget budget = budget(shape);
        yield new LocationAttention(budget, new RecurrentGlimpses(budget, seed), seed);
      }
      case ELSAYED -> {
        LocationBudget budget = budget(shape);
        Saccader saccader = new Saccader(budget, seed);
        Attention hard = new LocationAttention(budget, saccader, seed);
        yield new SoftPretraining(budget, saccader, hard, SoftPretraining.STEPS);
      }
      case TOPK -> new MaskAttention(terms(shape), BlockChoices::top, seed);
      case RANDOM -> new MaskAttention(terms(shape), BlockChoices::random, seed);
    };
  }

  /** As many features as the paper's mask keeps, whatever the blocks. */
  private LocationBudget budget(FeatureShape shape) {
    return LocationBudget.of(
        shape, kept.orElseGet(() -> BlockLayout.ROWS.over(shape, Optional.empty()).defaultKept()));
  }

  /**
   * The terms by which a stream's masks keep what this keeps: without attention one block, which is
   * kept. Empty for a mechanism that a stream does not have.
   *
   * @throws IllegalArgumentException if the blocks or k do not fit the features
   */
  public Optional<MaskTerms> served(FeatureShape shape) {
    return switch (mechanism) {
      case QAHAM -> Optional.of(terms(shape));
      case NONE ->
          Optional.of(
              new MaskTerms(
                  new BlockGrid(BlockLayout.ROWS, 1, 1, shape.features()),
                  objective,
                  lambda1,
                  lambda2,
                  1));
      default -> Optional.empty();
    };
  }

  /**
   * The terms of every mask over the features of such a network.
   *
   * @throws IllegalArgumentException if the blocks or k do not fit the features
   */
  private MaskTerms terms(FeatureShape shape) {
    BlockGrid grid = layout.over(shape, blocks);
    return new MaskTerms(
        grid, objective, lambda1, lambda2, kept.orElseGet(grid::defaultKept), output);
  }

  /** As written on a command line; nothing that has no bearing on the mechanism. */
  public String arguments() {
    StringBuilder text = new StringBuilder("--attention ").append(mechanism.slug());
    if (mechanism == Mechanism.NONE) {
      return text.toString();
    }
    kept.ifPresent(k -> text.append(" --k ").append(k));
    if (mechanism.masks()) {
      blocks.ifPresent(
          size ->
              text.append(
                  String.format(Locale.ROOT, " --blocks %dx%d", size.rows(), size.columns())));
      if (layout != BlockLayout.SQUARE) {
        text.append(" --layout ").append(layout.name().toLowerCase(Locale.ROOT));
      }
      if (output != HeadInput.MASKED) {
        text.append(" --output ").append(output.name().toLowerCase(Locale.ROOT));
      }
    }
    if (mechanism == Mechanism.QAHAM) {
      text.append(" --objective ").append(objective.name().toLowerCase(Locale.ROOT));
      text.append(" --lambda1 ").append(lambda1).append(" --lambda2 ").append(lambda2);
      text.append(" --solver ").append(search.solver());
      search.sweeps().ifPresent(sweeps -> text.append(" --sweeps ").append(sweeps));
      search.reads().ifPresent(reads -> text.append(" --reads ").append(reads));
      if (search.first() != FirstMask.GREEDY) {
        text.append(" --first ").append(search.first().name().toLowerCase(Locale.ROOT));
      }
      if (!search.descent()) {
        text.append(" --no-descent");
      }
    }
    return text.toString();
  }
}
