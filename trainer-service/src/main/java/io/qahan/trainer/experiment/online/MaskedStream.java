package io.qahan.trainer.experiment.online;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.online.learning.LabelledExample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A stream of images as the trainer gets them: through a frozen conv stack, masked. Made a part at
 * a time, because all features of all images do not fit in memory. For one thread; close it.
 */
public final class MaskedStream implements AutoCloseable {
  private static final int PART = 100;

  private final NDManager manager = PyTorchEngine.newManager();
  private final OnlineImages images;
  private final PlantedDrift drift;
  private final FrozenNetwork network;
  private final ImageDecoder decoder;

  /**
   * @param network stays the caller's to close
   */
  public MaskedStream(OnlineImages images, PlantedDrift drift, FrozenNetwork network) {
    this.images = images;
    this.drift = drift;
    this.network = network;
    this.decoder = new ImageDecoder(network.conv().shape().input(), ImageLimits.DEFAULT);
  }

  /** How many parts there are. */
  public int parts() {
    return (images.size() + PART - 1) / PART;
  }

  /** The examples of one part, in order; the same for the same number. */
  public List<LabelledExample> part(int number) {
    int from = number * PART;
    int to = Math.min(images.size(), from + PART);
    List<LabelledImage> part = IntStream.range(from, to).mapToObj(images::get).toList();
    List<PixelImage> pixels = new ArrayList<>();
    for (int i = from; i < to; i++) {
      pixels.add(driftAt(i).changed(decoded(part.get(i - from))));
    }
    List<Sparse> masked = masked(network.conv().features(pixels), number);
    List<LabelledExample> examples = new ArrayList<>();
    for (int i = from; i < to; i++) {
      LabelledImage image = part.get(i - from);
      int label = driftAt(i).changed(image.label(), images.classes());
      examples.add(new LabelledExample(image.id(), masked.get(i - from), label));
    }
    return examples;
  }

  private PlantedDrift driftAt(int image) {
    return image < images.middle() ? PlantedDrift.NONE : drift;
  }

  private PixelImage decoded(LabelledImage image) {
    try {
      return decoder.decode(image.image());
    } catch (UndecodableImageException e) {
      throw new DatasetException(
          "image [%s] from [%s] cannot be streamed: %s"
              .formatted(image.id(), image.source(), e.getMessage()),
          e);
    }
  }

  private List<Sparse> masked(float[][] features, int number) {
    int size = network.conv().shape().features();
    float[] flat = new float[features.length * size];
    for (int i = 0; i < features.length; i++) {
      System.arraycopy(features[i], 0, flat, i * size, size);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.create(flat, new Shape(features.length, size));
      Attended attended = network.attention().attend(input, Pass.testing(number));
      float[] mask = attended.mask().map(NDArray::toFloatArray).orElse(flat);
      List<Sparse> sparse = new ArrayList<>();
      for (int i = 0; i < features.length; i++) {
        int start = i * size;
        int[] kept = IntStream.range(0, size).filter(f -> mask[start + f] != 0).toArray();
        float[] values = new float[kept.length];
        for (int k = 0; k < kept.length; k++) {
          values[k] = features[i][kept[k]];
        }
        sparse.add(new Sparse(size, kept, values));
      }
      return sparse;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
