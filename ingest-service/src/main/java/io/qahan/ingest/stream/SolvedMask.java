package io.qahan.ingest.stream;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.qubo.mask.Mask;
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
    int dimension = isHere(pending) ? grid.blocks() : grid.dimension();
    List<Integer> shape = List.of(grid.blocks(), dimension);
    if (!result.getShape().equals(shape)) {
      throw rejected(
          "wrong-shape",
          "the mask result has shape %s, the request had %s".formatted(result.getShape(), shape));
    }
    checkNumbers(result);
    Mask mask = maskOf(result, grid.blocks());
    checkCount(result, mask.count() * dimension);
    float[] rows =
        isHere(pending) ? rowsOf(pending, grid, mask) : LittleEndian.floats(result.getKeptValues());
    Sparse features = featuresOf(pending, grid, mask, rows);
    Optional<String> fault =
        terms
            .filter(asked -> asked.grid().equals(grid))
            .flatMap(asked -> Plausibility.faultOf(result, mask, rows, pending, asked));
    if (fault.isPresent()) {
      throw rejected("implausible", "the mask result cannot be true: " + fault.get());
    }
    return new SolvedMask(
        result.getMask(),
        features,
        result.getAttentionEnergy(),
        result.getEnergy(),
        result.getLowerBound(),
        result.getSolver(),
        result.getOutcome(),
        result.getOutcome() == SolveOutcome.EXPIRED,
        Map.of(
            Stage.QUEUE.slug(), result.getQueuedMillis(),
            Stage.SOLVE.slug(), result.getSolveMillis()));
  }

  /** Whether the blocks waited here, and the request had only what gives their energies. */
  private static boolean isHere(PendingImage pending) {
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
    byte[] bits = new byte[pending.getGreedyMask().remaining()];
    pending.getGreedyMask().duplicate().get(bits);
    return Mask.fromBytes(bits, pending.getGridRows() * pending.getGridColumns());
  }

  static BlockGrid gridOf(PendingImage pending) {
    return new BlockGrid(
        BlockLayout.valueOf(pending.getLayout()),
        pending.getGridRows(),
        pending.getGridColumns(),
        pending.getFeatures());
  }

  private static Mask maskOf(MaskResult result, int blocks) throws RejectedRecordException {
    byte[] bits = new byte[result.getMask().remaining()];
    result.getMask().duplicate().get(bits);
    try {
      return Mask.fromBytes(bits, blocks);
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
