package io.qahan.ingest.stream;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.Presolve;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.NonZeroFloats;
import io.qahan.schemas.topic.RejectedRecordException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A mask that may answer an image: a worker's, checked, or the greedy one.
 *
 * @param mask bits in wire form
 * @param features what the head sees of the kept features
 * @param lowerBound null where none is known
 * @param degraded whether the greedy mask answers because time ran out
 * @param stageMillis what the worker says of its stages; empty for the greedy mask
 */
record SolvedMask(
    ByteBuffer mask,
    Sparse features,
    double attentionEnergy,
    double energy,
    Double lowerBound,
    String solver,
    SolveOutcome outcome,
    boolean degraded,
    Map<String, Double> stageMillis) {
  private static final String STAGE = "result";

  /** The answer that waits for the deadline. */
  static SolvedMask greedyOf(PendingImage pending) {
    return new SolvedMask(
        pending.getGreedyMask(),
        KeptFeatures.seen(
            HeadInput.valueOf(pending.getOutput()),
            gridOf(pending),
            greedyMaskOf(pending),
            greedyRows(pending, gridOf(pending))),
        pending.getGreedyAttentionEnergy(),
        pending.getGreedyEnergy(),
        null,
        "greedy",
        SolveOutcome.EXPIRED,
        true,
        Map.of());
  }

  /**
   * A worker's answer, checked against the image that it answers.
   *
   * @param terms of the mask that was asked for, if they are known
   * @throws RejectedRecordException if it cannot be the answer to that image's request
   */
  static SolvedMask of(MaskResult result, PendingImage pending, Optional<MaskTerms> terms)
      throws RejectedRecordException {
    if (!result.getConvVersion().equals(pending.getConvVersion())) {
      throw rejected(
          "wrong-conv-version",
          "the mask result is for conv stack [%s], the image's features are of [%s]"
              .formatted(result.getConvVersion(), pending.getConvVersion()));
    }
    BlockGrid grid = gridOf(pending);
    Optional<Mask> asked = askedOf(pending);
    int blocks = asked.map(Mask::count).orElse(grid.blocks());
    int dimension = isHere(pending) ? grid.blocks() : grid.dimension();
    List<Integer> shape = List.of(blocks, dimension);
    if (!result.getShape().equals(shape)) {
      throw rejected(
          "wrong-shape",
          "the mask result has shape %s, the request had %s".formatted(result.getShape(), shape));
    }
    checkNumbers(result);
    Mask answer = maskOf(result, blocks);
    Mask mask = asked.map(those -> Presolve.whole(answer, those)).orElse(answer);
    checkCount(result, mask.count() * dimension);
    float[] rows =
        isHere(pending) ? rowsOf(pending, grid, mask) : LittleEndian.floats(result.getKeptValues());
    Sparse features = featuresOf(pending, grid, mask, rows);
    Optional<MaskTerms> known = terms.filter(those -> those.grid().equals(grid));
    Optional<String> fault =
        known.flatMap(those -> Plausibility.faultOf(result, answer, mask, rows, pending, those));
    if (fault.isPresent()) {
      throw rejected("implausible", "the mask result cannot be true: " + fault.get());
    }
    return new SolvedMask(
        ByteBuffer.wrap(mask.toBytes()),
        features,
        result.getAttentionEnergy(),
        known.map(those -> energyOf(result, answer, mask, those)).orElse(result.getEnergy()),
        result.getLowerBound(),
        result.getSolver(),
        result.getOutcome(),
        result.getOutcome() == SolveOutcome.EXPIRED,
        Map.of(
            Stage.QUEUE.slug(), result.getQueuedMillis(),
            Stage.SOLVE.slug(), result.getSolveMillis()));
  }

  /** The blocks that the request had, if not all of them. */
  private static Optional<Mask> askedOf(PendingImage pending) {
    return Optional.of(pending.getAskedBlocks())
        .filter(ByteBuffer::hasRemaining)
        .map(bits -> maskOf(bits, pending.getGridRows() * pending.getGridColumns()));
  }

  /** Fewer blocks may be neighbours among all blocks than were among those asked about. */
  private static double energyOf(MaskResult result, Mask answer, Mask mask, MaskTerms terms) {
    int apart =
        answer.size() == mask.size()
            ? 0
            : Plausibility.pairs(answer, answer.size()) - Plausibility.pairs(mask, mask.size());
    return result.getEnergy() - terms.lambda2() * apart;
  }

  /** Whether the blocks waited here, and the request had only what gives their energies. */
  static boolean isHere(PendingImage pending) {
    return pending.getBlocks().hasRemaining();
  }

  /** The rows of the image's blocks that a mask keeps, where the blocks waited here. */
  private static float[] rowsOf(PendingImage pending, BlockGrid grid, Mask mask) {
    float[] blocks =
        new NonZeroFloats(pending.getBlockPlaces(), pending.getBlocks()).toArray(grid.features());
    return KeptFeatures.rows(blocks, grid.dimension(), mask);
  }

  /** The rows that the greedy mask keeps. */
  static float[] greedyRows(PendingImage pending, BlockGrid grid) {
    Mask mask = greedyMaskOf(pending);
    return isHere(pending)
        ? rowsOf(pending, grid, mask)
        : KeptFeatures.rows(
            grid,
            mask,
            new Sparse(
                pending.getFeatures(),
                LittleEndian.ints(pending.getGreedyIndices()),
                LittleEndian.floats(pending.getGreedyValues())));
  }

  static Mask greedyMaskOf(PendingImage pending) {
    return maskOf(pending.getGreedyMask(), pending.getGridRows() * pending.getGridColumns());
  }

  private static Mask maskOf(ByteBuffer bits, int blocks) {
    byte[] bytes = new byte[bits.remaining()];
    bits.duplicate().get(bytes);
    return Mask.fromBytes(bytes, blocks);
  }

  static BlockGrid gridOf(PendingImage pending) {
    return new BlockGrid(
        BlockLayout.valueOf(pending.getLayout()),
        pending.getGridRows(),
        pending.getGridColumns(),
        pending.getFeatures());
  }

  private static Mask maskOf(MaskResult result, int blocks) throws RejectedRecordException {
    try {
      return maskOf(result.getMask(), blocks);
    } catch (IllegalArgumentException e) {
      throw new RejectedRecordException(STAGE, "bad-mask", e.getMessage(), e);
    }
  }

  private static void checkCount(MaskResult result, int values) throws RejectedRecordException {
    int expected = values * Float.BYTES;
    int given = result.getKeptValues().remaining();
    if (given != expected) {
      throw rejected(
          "wrong-count",
          String.format(
              Locale.ROOT,
              "the mask result has [%d] bytes of kept values, its mask takes %d",
              given,
              expected));
    }
  }

  private static Sparse featuresOf(PendingImage pending, BlockGrid grid, Mask mask, float[] rows)
      throws RejectedRecordException {
    try {
      return KeptFeatures.seen(HeadInput.valueOf(pending.getOutput()), grid, mask, rows);
    } catch (IllegalArgumentException e) { // counts are right, so a value is not finite
      throw new RejectedRecordException(STAGE, "non-finite", e.getMessage(), e);
    }
  }

  private static void checkNumbers(MaskResult result) throws RejectedRecordException {
    double bound = result.getLowerBound() == null ? 0 : result.getLowerBound();
    double millis = result.getQueuedMillis() + result.getSolveMillis();
    if (!Double.isFinite(result.getEnergy() + result.getAttentionEnergy() + bound + millis)) {
      throw rejected(
          "non-finite",
          "the mask result has energy [%s], attention energy [%s], lower bound [%s] and [%s] ms"
                  .formatted(
                      result.getEnergy(),
                      result.getAttentionEnergy(),
                      result.getLowerBound(),
                      millis)
              + "; all must be finite");
    }
  }

  private static RejectedRecordException rejected(String slug, String message) {
    return new RejectedRecordException(STAGE, slug, message);
  }
}
