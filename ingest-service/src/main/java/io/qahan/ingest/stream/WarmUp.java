package io.qahan.ingest.stream;

import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes made-up images the whole way from a record's bytes to its answer's before the first real
 * one comes: a young JVM takes a hundred times as long for an image as it will a minute later, and
 * what comes meanwhile misses its deadline. Nothing is written, counted, traced or remembered. For
 * one thread.
 */
public final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /** It ends when so many images in a row were no quicker than those before them. */
  private static final int QUIET = 512;

  private static final int ROUND = 32;
  private static final double QUICKER = 0.95;
  private static final long PATIENCE_MILLIS = 60_000; // no deadline cuts a warm-up short
  private static final SolveOptions OPTIONS =
      SolveOptions.ofSeed(1).withTimeBudget(Duration.ofMillis(20));

  private final ServingModels models;
  private final LongSupplier nanoTime;
  private final Codecs codecs;
  private final ImageIntake intake;
  private final Classifier classifier;
  private final MaskSolver solver = Solvers.forMasks("auto");

  /**
   * @param names of the topics, whose records it encodes
   * @param models of which the one that serves now is warmed up
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  public WarmUp(TopicNames names, ServingModels models, LongSupplier nanoTime) {
    this.models = models;
    this.nanoTime = nanoTime;
    this.codecs = Codecs.singleObject(names); // a registry need not know of it
    this.intake =
        new ImageIntake(
            new ImageFeatures(
                codecs.of(Topics.IMAGES),
                models,
                new PolledImages(names.of(Topics.IMAGES)),
                nanoTime),
            Tracing.OFF,
            nanoTime);
    this.classifier = new Classifier(models, nanoTime);
  }

  /**
   * Runs until it gets no quicker, or time is up. What goes wrong is told, and ends it: the real
   * images will say it again.
   *
   * @param most how long it may take
   * @return how many images it took
   */
  public int run(Duration most) {
    long began = nanoTime.getAsLong();
    int done = 0;
    try {
      List<byte[]> images = images(models.current().model().shape().input());
      long best = Long.MAX_VALUE;
      int quiet = 0;
      while (quiet < QUIET && nanoTime.getAsLong() - began < most.toNanos()) {
        long start = nanoTime.getAsLong();
        for (byte[] image : images) {
          answer(done++, image);
        }
        long took = nanoTime.getAsLong() - start;
        quiet = took < best * QUICKER ? 0 : quiet + images.size();
        best = Math.min(best, took);
      }
    } catch (RejectedRecordException | RuntimeException e) {
      log.warn("The warm-up ended early, after {} images: {}", done, e.getMessage());
    }
    log.info("Warmed up with {} images in {} ms", done, (nanoTime.getAsLong() - began) / 1_000_000);
    return done;
  }

  private void answer(int number, byte[] image) throws RejectedRecordException {
    RecordMetadata place = new Place(number);
    ServedModel served = models.current();
    MaskTerms terms = served.model().attention();
    ImageIntake.Accepted accepted =
        intake.accept("warm-up-" + number, place, image, new RecordHeaders(), 0, PATIENCE_MILLIS);
    PendingImage pending = PendingImages.decode(PendingImages.encode(accepted.pending()));
    MaskRequest request = passed(codecs.of(Topics.MASK_REQUESTS), accepted.request());
    MaskResult result = passed(codecs.of(Topics.MASK_RESULTS), result(request));
    answer(pending, SolvedMask.greedyOf(pending));
    answer(pending, SolvedMask.of(result, pending, Optional.of(terms)));
  }

  private void answer(PendingImage pending, SolvedMask mask) throws RejectedRecordException {
    Classifier.Answer answer =
        classifier.answer(pending, mask, new Classifier.Times(Instant.EPOCH, Duration.ZERO, true));
    passed(codecs.of(Topics.PREDICTIONS), answer.prediction());
    passed(codecs.of(Topics.MASKED_FEATURES), answer.features());
  }

  private static <T> T passed(Codec<T> codec, T value) throws RejectedRecordException {
    return codec.decodeAt("warm-up", codec.encode(value));
  }

  /** As a worker reads a request. */
  private static MaskProblem problemOf(MaskRequest request) {
    MaskProblem chain =
        MaskProblem.of(
            LittleEndian.floats(request.getBlocks()),
            request.getShape().get(0),
            request.getShape().get(1),
            Objective.valueOf(request.getObjective().name()),
            request.getLambda1(),
            request.getLambda2(),
            request.getK());
    return request.getColumns() == 0 ? chain : chain.withColumns(request.getColumns());
  }

  /** As a worker writes its answer. */
  private MaskResult result(MaskRequest request) {
    MaskProblem asked = problemOf(request);
    Solution<Mask> solution = solver.solve(asked, OPTIONS);
    Mask mask = solution.answer();
    int[] kept = mask.kept();
    float[] values = new float[kept.length * asked.d()];
    for (int i = 0; i < kept.length; i++) {
      System.arraycopy(asked.blocks(), kept[i] * asked.d(), values, i * asked.d(), asked.d());
    }
    return MaskResult.newBuilder()
        .setMask(ByteBuffer.wrap(mask.toBytes()))
        .setShape(List.of(asked.n(), asked.d()))
        .setKeptValues(LittleEndian.floats(values))
        .setEnergy(solution.energy())
        .setAttentionEnergy(asked.attentionEnergy(mask))
        .setLowerBound(null)
        .setGreedyEnergy(solution.energy())
        .setSolver(solution.solver())
        .setOutcome(SolveOutcome.SOLVED)
        .setQueuedMillis(0)
        .setSolveMillis(0)
        .setConvVersion(request.getConvVersion())
        .setWorker("warm-up")
        .build();
  }

  /** Bright blots on black, as PNG and as raw pixels. */
  private List<byte[]> images(ImageShape shape) {
    Random random = new Random(1);
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < ROUND; i++) {
      byte[] pixels = new byte[shape.size()];
      int begin = random.nextInt(pixels.length);
      for (int p = begin; p < Math.min(pixels.length, begin + pixels.length / 3); p++) {
        pixels[p] = (byte) random.nextInt(256);
      }
      PixelImage image = PixelImage.of(shape, pixels);
      EncodedImage encoded = i % 4 == 0 ? EncodedImage.raw(image) : ImageEncoder.png(image);
      images.add(
          codecs
              .of(Topics.IMAGES)
              .encode(
                  Image.newBuilder()
                      .setEncoding(encoded.encoding())
                      .setContent(ByteBuffer.wrap(encoded.content()))
                      .setShape(encoded.rawShape())
                      .setSource("warm-up")
                      .setEventTime(Instant.EPOCH)
                      .build()));
    }
    return images;
  }

  /** Of a record that lies nowhere. */
  private record Place(long offset) implements RecordMetadata {
    @Override
    public String topic() {
      return "warm-up";
    }

    @Override
    public int partition() {
      return 0;
    }
  }
}
