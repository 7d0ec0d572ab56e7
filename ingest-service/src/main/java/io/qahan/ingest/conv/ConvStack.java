package io.qahan.ingest.conv;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.image.PixelImage;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A frozen conv stack: images in, features out, in C x H x W order.
 *
 * <p>Thread safe, and meant to be called by several threads at once: each call works in a native
 * memory scope of its own, which ends with it. {@link #close()} it when the last call has returned.
 */
public final class ConvStack implements FeatureNetwork {

  private final FeatureSource.Paper source;
  private final float[][] values;
  private final NDManager manager;
  private final Block block;
  private final ParameterStore parameters;

  /** A conv stack that computes with {@code weights}, on pixels from -1 to 1. */
  public ConvStack(ConvWeights weights) {
    this(new FeatureSource.Paper(weights));
  }

  /** The conv stack of a model. */
  ConvStack(FeatureSource.Paper source) {
    this.source = source;
    this.values = source.normalisation().table();
    this.manager = PyTorchEngine.newManager();
    this.block = ConvBlock.of(source.weights(), manager);
    // Gradients are off only in the thread that loaded the engine: unfrozen parameters would make
    // every other thread record a graph and hold its activations.
    block.freezeParameters(true);
    this.parameters = new ParameterStore(manager, false);
  }

  /** The conv stack of a weight file. */
  public static ConvStack load(Path file) {
    return new ConvStack(ConvWeightFile.read(file));
  }

  /** The conv stack of a weight file on the class path, for example the one that ships. */
  public static ConvStack loadResource(String resource) {
    return new ConvStack(ConvWeightFile.readResource(resource));
  }

  /** An untrained conv stack, the same for the same seed. */
  public static ConvStack random(ConvShape shape, long seed) {
    return new ConvStack(ConvWeights.random(shape, seed));
  }

  @Override
  public ConvShape shape() {
    return source.shape();
  }

  @Override
  public String version() {
    return source.version();
  }

  public ConvWeights weights() {
    return source.weights();
  }

  /** All of them zero or more. */
  @Override
  public float[][] features(List<PixelImage> images) {
    if (images.isEmpty()) {
      return new float[0][];
    }
    int inputSize = shape().input().size();
    float[] pixels = new float[images.size() * inputSize];
    for (int i = 0; i < images.size(); i++) {
      checkShape(images.get(i)).mapInto(pixels, i * inputSize, values);
    }
    // Everything the pass makes attaches to the manager of its input, and ends with it.
    try (NDManager call = manager.newSubManager()) {
      NDArray input = call.create(pixels, ConvBlock.inputShape(shape(), images.size()));
      NDList output = block.forward(parameters, new NDList(input), false);
      return rows(output.singletonOrThrow(), images.size());
    }
  }

  private float[][] rows(NDArray output, int images) {
    float[][] features = new float[images][shape().features()];
    // The direct buffer is several times faster than toFloatArray.
    FloatBuffer values = output.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (float[] row : features) {
      values.get(row);
    }
    return features;
  }

  private PixelImage checkShape(PixelImage image) {
    if (!image.shape().equals(shape().input())) {
      throw new IllegalArgumentException(
          "image of shape [%s], but conv stack %s takes %s; decode it to that shape"
              .formatted(image.shape(), version(), shape().input()));
    }
    return image;
  }

  /** How many native arrays live as long as this stack: its parameters, and nothing else. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
