package io.qahan.trainer.attention.mask;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.ChosenMask;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Keeps the blocks of features that a mask names, and zeroes the others (eqs. 7-13), or takes the
 * mean of those that it keeps (eq. 3). The mask is a constant for the gradient: it passes through
 * the kept features only. How often one is found is the {@link Reading}'s.
 */
final class MaskAttention implements Attention {
  /** Whatever chooses masks draws from the same seed: other numbers than theirs. */
  private static final long FIRST = 0x6A09E667F3BCC909L;

  private final MaskTerms terms;
  private final MaskChooser chooser;
  private final long seed;
  private final Reading reading;
  private final int wanted;
  private Mask held;
  private boolean due = true;

  MaskAttention(MaskTerms terms, MaskChooser chooser, long seed) {
    this(terms, chooser, seed, Reading.DEFAULT, terms.kept());
  }

  /**
   * @param wanted k, which may be more than there are blocks
   */
  MaskAttention(MaskTerms terms, MaskChooser chooser, long seed, Reading reading, int wanted) {
    this.terms = terms;
    this.chooser = chooser;
    this.seed = seed;
    this.reading = reading;
    this.wanted = wanted;
    this.held = reading.every() == MaskEvery.NEVER ? tossed() : null;
  }

  /** Each block kept or not by the toss of a coin: the first mask of Algorithm 1. */
  private Mask tossed() {
    SplittableRandom random = new SplittableRandom(seed ^ FIRST);
    boolean[] kept = new boolean[terms.grid().blocks()];
    for (int block = 0; block < kept.length; block++) {
      kept[block] = random.nextBoolean();
    }
    return Mask.of(kept);
  }

  @Override
  public boolean beforeRelu() {
    return reading.beforeRelu();
  }

  @Override
  public void beginEpoch() {
    due |= reading.every() == MaskEvery.EPOCH;
  }

  @Override
  public Optional<Mask> held() {
    return Optional.ofNullable(held);
  }

  @Override
  public void hold(Mask mask) {
    held = mask;
    due = false;
  }

  private List<ChosenMask> choose(NDArray features, Pass pass) {
    List<float[]> vectors = vectors(features);
    List<MaskProblem> problems = vectors.stream().map(this::problem).toList();
    if (reading.every() == MaskEvery.IMAGE) {
      return chooser.choose(problems, pass.random(seed));
    }
    Mask mask =
        switch (reading.every()) {
          case EPOCH, ONCE -> kept(vectors, pass);
          case NEVER -> held;
          default -> shared(vectors, pass);
        };
    return problems.stream().map(problem -> ChosenMask.of(problem, mask)).toList();
  }

  /** The mask that is kept, found first where it is due; a test finds one but keeps none. */
  private Mask kept(List<float[]> vectors, Pass pass) {
    if (held != null && !(due && pass.training())) {
      return held;
    }
    Mask mask = shared(vectors, pass);
    if (pass.training()) {
      hold(mask);
    }
    return mask;
  }

  /** The mask of the mean features. */
  private Mask shared(List<float[]> vectors, Pass pass) {
    float[] mean = new float[terms.grid().features()];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.size());
    }
    return chooser.choose(List.of(problem(mean)), pass.random(seed)).get(0).mask();
  }

  private MaskProblem problem(float[] vector) {
    MaskProblem problem = terms.problemOf(vector);
    return wanted == terms.kept() ? problem : problem.withKept(wanted);
  }

  @Override
  public Attended attend(NDArray features, Pass pass) {
    List<ChosenMask> chosen = choose(features, pass);
    float[] ones = new float[Math.toIntExact(features.size())];
    for (int image = 0; image < chosen.size(); image++) {
      mark(chosen.get(image).mask(), ones, image * terms.grid().features());
    }
    NDArray mask = features.getManager().create(ones, features.getShape());
    NDArray masked = features.mul(mask);
    NDArray seen = terms.output() == HeadInput.POOLED ? means(masked, chosen) : masked;
    return new Attended(seen, Optional.of(mask), chosen, Optional.empty());
  }

  @Override
  public int outputs(int features) {
    return terms.headInputs();
  }

  /** N x d: the mean of the kept blocks of each image (eq. 3, divided by their count). */
  private NDArray means(NDArray masked, List<ChosenMask> chosen) {
    NDManager manager = masked.getManager();
    BlockGrid grid = terms.grid();
    float[] ends = new float[grid.features() * grid.dimension()]; // where each feature adds up
    for (int feature = 0; feature < grid.features(); feature++) {
      ends[feature * grid.dimension() + grid.offsetOf(feature)] = 1;
    }
    float[] shares = new float[chosen.size()];
    for (int image = 0; image < shares.length; image++) {
      shares[image] = 1f / Math.max(1, chosen.get(image).mask().count());
    }
    return masked
        .matMul(manager.create(ends, new Shape(grid.features(), grid.dimension())))
        .mul(manager.create(shares, new Shape(shares.length, 1)));
  }

  private List<float[]> vectors(NDArray features) {
    FloatBuffer values =
        features.stopGradient().toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    List<float[]> vectors = new ArrayList<>();
    while (values.hasRemaining()) {
      float[] vector = new float[terms.grid().features()];
      values.get(vector);
      vectors.add(vector);
    }
    return vectors;
  }

  private void mark(Mask mask, float[] ones, int from) {
    BlockGrid grid = terms.grid();
    for (int block : mask.kept()) {
      for (int offset = 0; offset < grid.dimension(); offset++) {
        ones[from + grid.featureIndex(block, offset)] = 1;
      }
    }
  }

  @Override
  public void close() {
    chooser.close();
  }
}
