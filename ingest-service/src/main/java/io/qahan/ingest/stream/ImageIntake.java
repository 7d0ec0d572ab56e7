package io.qahan.ingest.stream;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Presolve;
import io.qahan.qubo.mask.search.GreedySolver;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskObjective;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.NonZeroFloats;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.tracing.Tracing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * From the bytes of an image record to a mask request and the degraded answer that waits beside it:
 * {@linkplain ImageFeatures features}, blocks, greedy mask. Keeps nothing between two images.
 * Thread safe.
 */
final class ImageIntake {
  /**
   * What becomes of an image that can be used.
   *
   * @param pending what to remember until it is answered
   * @param request what to ask of the workers
   * @param label the label that came inside the image record
   * @param headers of the records that it leads to
   */
  record Accepted(
      PendingImage pending, MaskRequest request, Optional<Label> label, Headers headers) {}

  private static final Sparse NOTHING = new Sparse(0, new int[0], new float[0]);

  private final ImageFeatures features;
  private final Tracing tracing;
  private final LongSupplier nanoTime;

  ImageIntake(ImageFeatures features, Tracing tracing, LongSupplier nanoTime) {
    this.features = features;
    this.tracing = tracing;
    this.nanoTime = nanoTime;
  }

  /**
   * Prepares one image.
   *
   * @param place where its record lies
   * @param now epoch milliseconds, to be recorded
   * @param left until its deadline, in milliseconds
   * @throws RejectedRecordException if the record is none, or its image cannot be used
   */
  Accepted accept(
      String id, RecordMetadata place, byte[] value, Headers headers, long now, long left)
      throws RejectedRecordException {
    Span span = tracing.begin("image features", headers);
    try {
      return accept(id, features.of(place, value), headers, now, left, span);
    } catch (RejectedRecordException e) {
      span.setStatus(StatusCode.ERROR, e.slug()); // nothing, if it has ended
      throw e;
    } finally {
      span.end();
    }
  }

  private Accepted accept(
      String id, ImageFeatures.Features image, Headers headers, long now, long left, Span span)
      throws RejectedRecordException {
    try {
      span.end();
      Span asking = tracing.begin("mask request", tracing.carry(span, headers));
      try {
        Headers onward = tracing.carry(asking, headers);
        long start = nanoTime.getAsLong();
        MaskTerms terms = image.served().model().attention();
        MaskProblem problem = terms.problemOf(image.values());
        MaskProblem condensed = problem.condensed();
        NormOrder order = new NormOrder(condensed);
        Mask mask = greedyOf(condensed, order);
        Presolve asked = Presolve.of(condensed, order, mask);
        PendingImage pending = pending(image, problem, condensed, asked, mask, onward, now, left);
        pending.getStageMillis().putAll(stages(image, (nanoTime.getAsLong() - start) / 1e6));
        return new Accepted(
            pending, request(id, asked, mask, pending), labelOf(image.image(), now), onward);
      } finally {
        asking.end();
      }
    } catch (RuntimeException e) { // whatever it is, it must not stop the line
      throw new RejectedRecordException(
          "features", "unexpected", "the image cannot be prepared: " + e, e);
    }
  }

  private static Mask greedyOf(MaskProblem problem, NormOrder order) {
    MaskState state = new MaskState(problem);
    GreedySolver.fill(state, order);
    return state.mask();
  }

  /**
   * @param condensed the problem, or what condensed it, and then all blocks wait here; else the
   *     greedy mask's are enough, for a worker sends back those that its mask keeps
   * @param asked what of it the request has
   */
  private PendingImage pending(
      ImageFeatures.Features image,
      MaskProblem problem,
      MaskProblem condensed,
      Presolve asked,
      Mask mask,
      Headers headers,
      long now,
      long left) {
    ServedModel served = image.served();
    MaskTerms terms = served.model().attention();
    BlockGrid grid = terms.grid();
    boolean whole = condensed != problem;
    Sparse kept = whole ? NOTHING : greedyFeatures(grid, problem, mask);
    NonZeroFloats blocks = NonZeroFloats.of(whole ? problem.blocks() : new float[0]);
    return new PendingImage(
        now,
        now + left,
        image.image().getEventTime().toEpochMilli(),
        served.model().convVersion(),
        served.version(),
        served.release(),
        grid.rows(),
        grid.columns(),
        grid.features(),
        grid.layout().name(),
        terms.output().name(),
        blocks.values(),
        blocks.places(),
        ByteBuffer.wrap(asked.isWhole() ? new byte[0] : asked.blocks().toBytes()),
        ByteBuffer.wrap(mask.toBytes()),
        LittleEndian.ints(kept.indices()),
        LittleEndian.floats(kept.values()),
        condensed.energy(mask),
        condensed.attentionEnergy(mask),
        condensed.maxSquaredNorm(),
        new HashMap<>(),
        PendingImages.stored(headers));
  }

  private static Sparse greedyFeatures(BlockGrid grid, MaskProblem problem, Mask mask) {
    return KeptFeatures.of(grid, mask, KeptFeatures.rows(problem.blocks(), problem.d(), mask));
  }

  private MaskRequest request(String id, Presolve asked, Mask greedy, PendingImage pending) {
    MaskProblem problem = asked.problem();
    return new MaskRequest(
        LittleEndian.floats(problem.blocks()),
        List.of(problem.n(), problem.d()),
        MaskObjective.valueOf(problem.objective().name()),
        problem.lambda1(),
        problem.lambda2(),
        problem.k(),
        seedOf(id),
        Instant.ofEpochMilli(pending.getArrivedAt()),
        Instant.ofEpochMilli(pending.getDeadline()),
        pending.getConvVersion(),
        ByteBuffer.wrap(asked.part(greedy).toBytes()),
        pending.getGreedyEnergy(),
        problem.isChain() ? 0 : problem.columns());
  }

  private static Optional<Label> labelOf(Image image, long now) {
    return Optional.ofNullable(image.getLabel())
        .map(label -> new Label(label, image.getSource(), Instant.ofEpochMilli(now)));
  }

  private static Map<String, Double> stages(ImageFeatures.Features image, double greedyMillis) {
    return Map.of(
        Stage.DECODE.slug(), image.decodeMillis(),
        Stage.CONV.slug(), image.convMillis(),
        Stage.GREEDY.slug(), greedyMillis);
  }

  /** The seed of an image's mask: the first 8 bytes of the SHA-256 of its id, big-endian. */
  static long seedOf(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
