package io.qahan.ingest.torchscript;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A TorchScript network in native memory. What was traced for one image may break, or err, with
 * several: that is tried when it is loaded, and such a network runs them one by one.
 *
 * <p>Thread safe, like PyTorch's own inference: each call works in a memory scope of its own.
 */
public final class TorchScriptNetwork implements FeatureNetwork {
  private static final String ADVICE =
      "; export a network that takes N x C x H x W floats and gives N x C x H x W";

  private static final double ALIKE = 1e-3; // of the largest feature: other kernels round otherwise

  private final String version;
  private final FeatureMap shape;
  private final float[][] values;
  private final Model model;
  private final Block block;
  private final NDManager manager;
  private final ParameterStore parameters;
  private final boolean takesBatches;

  /**
   * Loads a network to see what it gives.
   *
   * @throws UnusableNetworkException if PyTorch cannot load or run it, or it gives no C x H x W of
   *     finite numbers
   */
  public static FeatureMap shapeOf(byte[] file, ImageShape input, Normalisation normalisation) {
    normalisation.checkChannels(input.channels());
    try (Model model = load(file);
        NDManager scope = PyTorchEngine.newManager()) {
      float[] pixels = new float[input.size()];
      random(input, 1).mapInto(pixels, 0, normalisation.table());
      NDArray output =
          run(model.getBlock(), new ParameterStore(scope, false), input, pixels, scope);
      long[] sides = output.getShape().getShape();
      if (sides.length != 4 || sides[0] != 1 || !isFloat(output)) {
        throw new UnusableNetworkException(
            "the network gives %s %s for one image%s"
                .formatted(output.getDataType(), output.getShape(), ADVICE));
      }
      for (long side : sides) {
        if (side < 1 || side > FeatureMap.MOST_FEATURES) {
          throw new UnusableNetworkException(
              "the network gives %s for one image%s".formatted(output.getShape(), ADVICE));
        }
      }
      FeatureMap shape = new FeatureMap(input, (int) sides[1], (int) sides[2], (int) sides[3]);
      checkFinite(rows(output, 1, shape.features())[0]);
      return shape;
    }
  }

  static TorchScriptNetwork of(TorchScript source) {
    Model model = load(source.file());
    try {
      return new TorchScriptNetwork(source, model);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private TorchScriptNetwork(TorchScript source, Model model) {
    version = source.version();
    shape = source.shape();
    values = source.normalisation().table();
    this.model = model;
    manager = model.getNDManager();
    block = model.getBlock();
    block.freezeParameters(true);
    parameters = new ParameterStore(manager, false);
    takesBatches = trial();
  }

  /** Whether several images together give what each gives alone. */
  private boolean trial() {
    List<PixelImage> two = List.of(random(shape.input(), 1), random(shape.input(), 2));
    float[][] alone = {pass(two.subList(0, 1))[0], pass(two.subList(1, 2))[0]};
    checkFinite(alone[0]);
    checkFinite(alone[1]);
    float[][] together;
    try {
      together = pass(two);
    } catch (UnusableNetworkException e) {
      return false;
    }
    return areAlike(alone[0], together[0]) && areAlike(alone[1], together[1]);
  }

  private static boolean areAlike(float[] one, float[] other) {
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i]));
      worst = Math.max(worst, Math.abs(one[i] - other[i]));
    }
    return worst <= ALIKE * largest;
  }

  private static void checkFinite(float[] features) {
    for (int i = 0; i < features.length; i++) {
      if (!Float.isFinite(features[i])) {
        throw new UnusableNetworkException(
            String.format(
                Locale.ROOT,
                "the network gives [%s] as feature [%d] of an image of random pixels; check its"
                    + " weights, and mean and standard deviation of the input",
                features[i],
                i));
      }
    }
  }

  private static PixelImage random(ImageShape shape, long seed) {
    byte[] pixels = new byte[shape.size()];
    new SplittableRandom(seed).nextBytes(pixels);
    return PixelImage.of(shape, pixels);
  }

  @Override
  public FeatureMap shape() {
    return shape;
  }

  @Override
  public String version() {
    return version;
  }

  /** Whether several images go through it in one pass; else they do so one by one. */
  public boolean takesBatches() {
    return takesBatches;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnusableNetworkException if PyTorch fails, or gives another shape than it should
   */
  @Override
  public float[][] features(List<PixelImage> images) {
    for (PixelImage image : images) {
      if (!image.shape().equals(shape.input())) {
        throw new IllegalArgumentException(
            "image of shape [%s], but network %s takes %s; decode it to that shape"
                .formatted(image.shape(), version, shape.input()));
      }
    }
    if (takesBatches && !images.isEmpty()) {
      return pass(images);
    }
    float[][] features = new float[images.size()][];
    for (int i = 0; i < features.length; i++) {
      features[i] = pass(images.subList(i, i + 1))[0];
    }
    return features;
  }

  private float[][] pass(List<PixelImage> images) {
    int size = shape.input().size();
    float[] pixels = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      images.get(i).mapInto(pixels, i * size, values);
    }
    // Everything the pass makes attaches to the manager of its input, and ends with it.
    try (NDManager call = manager.newSubManager()) {
      NDArray output = run(block, parameters, shape.input(), pixels, call);
      Shape expected =
          new Shape(
              images.size(), shape.outputChannels(), shape.featureHeight(), shape.featureWidth());
      if (!output.getShape().equals(expected) || !isFloat(output)) {
        throw new UnusableNetworkException(
            "network %s gives %s %s for [%s] images of %s, but should give %s: it is not the one that"
                    .formatted(
                        version,
                        output.getDataType(),
                        output.getShape(),
                        images.size(),
                        shape.input(),
                        expected)
                + " the model was made of");
      }
      return rows(output, images.size(), shape.features());
    }
  }

  private static boolean isFloat(NDArray output) {
    return output.getDataType() == DataType.FLOAT32;
  }

  private static float[][] rows(NDArray output, int images, int size) {
    float[][] rows = new float[images][size];
    FloatBuffer values = output.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (float[] row : rows) {
      values.get(row);
    }
    return rows;
  }

  private static NDArray run(
      Block block, ParameterStore parameters, ImageShape input, float[] pixels, NDManager scope) {
    int images = pixels.length / input.size();
    NDArray batch =
        scope.create(pixels, new Shape(images, input.channels(), input.height(), input.width()));
    NDList output;
    try {
      output = block.forward(parameters, new NDList(batch), false);
    } catch (RuntimeException e) { // whatever PyTorch says
      throw new UnusableNetworkException(
          "the network cannot take %s (%s)%s".formatted(batch.getShape(), lastLine(e), ADVICE), e);
    }
    if (output.size() != 1) {
      throw new UnusableNetworkException(
          "the network gives [%s] tensors, not one%s".formatted(output.size(), ADVICE));
    }
    return output.get(0);
  }

  /** How many native arrays live as long as this network. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    model.close();
  }

  private static Model load(byte[] file) {
    PyTorchEngine.engine(); // sets what must be set before DJL is used
    Model model = Model.newInstance("features", PyTorchEngine.device(), "PyTorch");
    try {
      model.load(new ByteArrayInputStream(file));
      return model;
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw new UnusableNetworkException(
          "PyTorch cannot load the network (%s); save it with torch.jit.trace(...).save(FILE)"
              .formatted(lastLine(e)),
          e);
    }
  }

  /** Of many lines about PyTorch's insides the one that says what is wrong. */
  private static String lastLine(Exception error) {
    List<String> lines =
        Objects.requireNonNullElse(error.getMessage(), error.toString())
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("frame #"))
            .toList();
    return lines.isEmpty() ? error.toString() : lines.get(lines.size() - 1).strip();
  }
}
