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
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the blocks of features that a mask names, and zeroes the others (eqs. 7-13), or takes the
 * mean of those that it keeps (eq. 3). The mask is a constant for the gradient: it passes through
 * the kept features only.
 */
final class MaskAttention implements Attention {
  private final MaskTerms terms;
  private final MaskChooser chooser;
  private final long seed;

  MaskAttention(MaskTerms terms, MaskChooser chooser, long seed) {
    this.terms = terms;
    this.chooser = chooser;
    this.seed = seed;
  }

  @Override
  public Attended attend(NDArray features, Pass pass) {
    List<ChosenMask> chosen = chooser.choose(problems(features), pass.random(seed));
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

  private List<MaskProblem> problems(NDArray features) {
    FloatBuffer values =
        features.stopGradient().toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    List<MaskProblem> problems = new ArrayList<>();
    while (values.hasRemaining()) {
      float[] vector = new float[terms.grid().features()];
      values.get(vector);
      problems.add(terms.problemOf(vector));
    }
    return problems;
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
