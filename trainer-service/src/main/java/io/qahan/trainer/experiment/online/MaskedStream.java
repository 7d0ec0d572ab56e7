package io.qahan.trainer.experiment.online;

import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.trainer.attention.SeenFeatures;
import io.qahan.trainer.online.learning.LabelledExample;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A stream of images as the trainer gets them: through a frozen network, masked. Made a part at a
 * time, because all features of all images do not fit in memory. For one thread.
 */
public final class MaskedStream implements Iterable<List<LabelledExample>> {
  private static final int PART = 100;

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
    this.decoder =
        new ImageDecoder(
            network.features().shape().input(), ImageLimits.DEFAULT.with(network.otherSize()));
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
      PixelImage image = decoded(part.get(i - from));
      pixels.add(
          i < images.middle() ? image : drift.changed(image, i - images.middle(), images.size()));
    }
    List<Sparse> masked =
        SeenFeatures.of(network.features().features(pixels), network.attention(), number);
    List<LabelledExample> examples = new ArrayList<>();
    for (int i = from; i < to; i++) {
      LabelledImage image = part.get(i - from);
      int label =
          i < images.middle()
              ? image.label()
              : drift.changed(image.label(), images.classes(), i - images.middle());
      examples.add(new LabelledExample(image.id(), masked.get(i - from), label));
    }
    return examples;
  }

  /** All parts, each made when it is asked for. */
  @Override
  public Iterator<List<LabelledExample>> iterator() {
    return IntStream.range(0, parts()).mapToObj(this::part).iterator();
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
}
