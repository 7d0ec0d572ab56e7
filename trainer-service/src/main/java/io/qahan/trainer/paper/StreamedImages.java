package io.qahan.trainer.paper;

import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.SeenFeatures;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.online.learning.LabelledExample;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a stream of a model would make of images: decoded as in service, through its network, masked
 * by its terms. Some at a time, as the pixels of many large images need not fit in memory. Its
 * native memory ends with {@link #close()}. For one thread.
 */
final class StreamedImages implements AutoCloseable {
  private static final int PART = 100;
  private static final int PIXELS = 128 << 20; // bytes of images in memory

  private final StoredModel model;
  private final FeatureNetwork network;
  private final Attention attention;

  /**
   * Of one model.
   *
   * @param search who solves its masks
   * @param seed of the solver
   */
  StreamedImages(StoredModel model, AttentionOptions.Search search, long seed) {
    this.model = model;
    this.network = model.features().open();
    this.attention =
        AttentionOptions.of(model.attention(), search).create(model.features().shape(), seed);
  }

  /**
   * Shows what becomes of images, evenly spaced, in their order.
   *
   * @param wanted how many at most
   */
  void forEach(LabelledImages source, int wanted, Consumer<LabelledExample> visitor) {
    ImageDecoder decoder =
        new ImageDecoder(network.shape().input(), ImageLimits.DEFAULT.with(model.otherSize()));
    int count = Math.min(wanted, source.size());
    int atOnce = Math.max(1, PIXELS / network.shape().input().size() / PART) * PART;
    for (int start = 0; start < count; start += atOnce) {
      Images images =
          Images.load(
              new Some(source, count, start, Math.min(count, start + atOnce)),
              atOnce,
              decoder,
              Runtime.getRuntime().availableProcessors());
      for (int from = 0; from < images.size(); from += PART) {
        int to = Math.min(images.size(), from + PART);
        float[][] features = network.features(images.pixels().subList(from, to));
        List<Sparse> seen = SeenFeatures.of(features, attention, (start + from) / PART);
        for (int i = 0; i < seen.size(); i++) {
          visitor.accept(
              new LabelledExample(
                  Integer.toString(start + from + i), seen.get(i), images.labels()[from + i]));
        }
      }
    }
  }

  @Override
  public void close() {
    attention.close();
    network.close();
  }

  /**
   * Some of those that are evenly spaced among all.
   *
   * @param count how many are evenly spaced
   * @param from the first of them
   * @param to the one after the last of them
   */
  private record Some(LabelledImages all, int count, int from, int to) implements LabelledImages {
    @Override
    public int size() {
      return to - from;
    }

    @Override
    public LabelledImage get(int index) {
      return all.get((int) ((long) (from + index) * all.size() / count));
    }
  }
}
