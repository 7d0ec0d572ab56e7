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
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import io.qahan.trainer.attention.rivals.ConstantPlaces;
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
 * @param reading how often, and of which features
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
    Search search,
    Reading reading) {
  public AttentionOptions {
    if (mechanism != Mechanism.QAHAM && !reading.equals(Reading.DEFAULT)) {
      throw new IllegalArgumentException(
          "attention [%s] takes no%s: only qaham's masks are found so; leave it out"
              .formatted(mechanism.slug(), reading.arguments()));
    }
    if (reading.every() == MaskEvery.NEVER && search.first() != FirstMask.RANDOM) {
      throw new IllegalArgumentException(
          "a mask that is never annealed is the first one, which is random; add --first random");
    }
  }

  /** One whose masks a stream can have. */
  public AttentionOptions(
      Mechanism mechanism,
      Objective objective,
      BlockLayout layout,
      HeadInput output,
      Optional<GridSize> blocks,
      OptionalInt kept,
      double lambda1,
      double lambda2,
      Search search) {
    this(
        mechanism,
        objective,
        layout,
        output,
        blocks,
        kept,
        lambda1,
        lambda2,
        search,
        Reading.DEFAULT);
  }

  /**
   * Who solves QAHAM's masks.
   *
   * @param solver by name, see {@link Solvers}
   * @param sweeps work of one read; empty: the solver decides
   * @param reads how often to start over; empty: the solver decides
   * @param first where a search begins
   * @param descent whether an annealing ends with a descent
   * @param everyBlock whether an annealing proposes every block, not only those of large norms
   * @param share to which the attention energy of each mask is brought down afterwards, a part of
   *     what it was, by exchanging kept blocks for others at random: a solver as bad as is wanted;
   *     1 for masks as they are
   * @param threads that solve, the training one included; the masks do not depend on it
   */
  public record Search(
      String solver,
      OptionalInt sweeps,
      OptionalInt reads,
      FirstMask first,
      boolean descent,
      boolean everyBlock,
      double share,
      int threads) {
    public Search {
      Solvers.forMasks(solver);
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "share of the attention energy [%s] must be above 0, and 1 at most".formatted(share));
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "threads [%d] must be at least 1", threads));
      }
    }

    /** Masks as they are, of blocks that a solver chooses itself. */
    public Search(
        String solver,
        OptionalInt sweeps,
        OptionalInt reads,
        FirstMask first,
        boolean descent,
        int threads) {
      this(solver, sweeps, reads, first, descent, false, 1, threads);
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
          solver,
          OptionalInt.of(sweeps),
          OptionalInt.of(reads),
          first,
          descent,
          everyBlock,
          share,
          threads);
    }

    /** The same solver, whose masks are spoilt to a share of their attention energy. */
    public Search spoilt(double share) {
      return new Search(solver, sweeps, reads, first, descent, everyBlock, share, threads);
    }

    /** The same annealer, which knows nothing of norms. */
    public Search ofEveryBlock() {
      return new Search(solver, sweeps, reads, first, descent, true, share, threads);
    }

    /** The same solver from a random mask. */
    public Search fromRandom() {
      return new Search(
          solver, sweeps, reads, FirstMask.RANDOM, descent, everyBlock, share, threads);
    }

    /** The same annealer as it comes: from a random mask, and without the descent that mends it. */
    public Search unaided() {
      return new Search(solver, sweeps, reads, FirstMask.RANDOM, false, everyBlock, share, threads);
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
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search, reading);
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
        search,
        reading);
  }

  /** The same over features in another layout. */
  public AttentionOptions withLayout(BlockLayout layout) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search, reading);
  }

  /** The same with other blocks. */
  public AttentionOptions withBlocks(GridSize blocks) {
    return new AttentionOptions(
        mechanism,
        objective,
        layout,
        output,
        Optional.of(blocks),
        kept,
        lambda1,
        lambda2,
        search,
        reading);
  }

  /** The same, read in another way. */
  public AttentionOptions withReading(Reading reading) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search, reading);
  }

  /** The same with another objective. */
  public AttentionOptions withObjective(Objective objective) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search, reading);
  }

  /** The same with another solver. */
  public AttentionOptions withSearch(Search search) {
    return new AttentionOptions(
        mechanism, objective, layout, output, blocks, kept, lambda1, lambda2, search, reading);
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
      case QAHAM -> {
        BlockGrid grid = layout.over(shape, blocks);
        yield new MaskAttention(
            terms(grid, Math.min(kept(grid), grid.blocks())),
            new SolvedMasks(search),
            seed,
            reading,
            kept(grid));
      }
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
      case CONSTANT -> new ConstantPlaces(budget(shape));
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
   * kept. Empty for a mechanism, or a reading of it, that a stream does not have.
   *
   * @throws IllegalArgumentException if the blocks or k do not fit the features
   */
  public Optional<MaskTerms> served(FeatureShape shape) {
    return switch (mechanism) {
      case QAHAM -> reading.equals(Reading.DEFAULT) ? Optional.of(terms(shape)) : Optional.empty();
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
  public MaskTerms terms(FeatureShape shape) {
    BlockGrid grid = layout.over(shape, blocks);
    return terms(grid, kept(grid));
  }

  private int kept(BlockGrid grid) {
    return kept.orElseGet(grid::defaultKept);
  }

  private MaskTerms terms(BlockGrid grid, int kept) {
    return new MaskTerms(grid, objective, lambda1, lambda2, kept, output);
  }

  /**
   * What to tell a person of a training whose k is more than there are blocks; empty otherwise.
   *
   * @throws IllegalArgumentException if the blocks do not fit the features
   */
  public Optional<String> note(FeatureShape shape) {
    if (mechanism != Mechanism.QAHAM) {
      return Optional.empty();
    }
    BlockGrid grid = layout.over(shape, blocks);
    if (kept(grid) <= grid.blocks()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "k [%d] is above the number of blocks [%d]: the count term pays for every block that is"
                + " kept, %s",
            kept(grid),
            grid.blocks(),
            objective == Objective.SALIENT
                ? "and the attention term too, so that masks keep all of them unless neighbours cost"
                    + " more"
                : "so that a mask drops a block only where its attention energy costs more than"
                    + " that"));
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
      if (search.everyBlock()) {
        text.append(" --every-block");
      }
      if (search.share() < 1) {
        text.append(" --share ").append(search.share());
      }
      text.append(reading.arguments());
    }
    return text.toString();
  }
}
