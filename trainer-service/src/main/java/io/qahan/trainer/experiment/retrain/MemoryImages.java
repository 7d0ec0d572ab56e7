package io.qahan.trainer.experiment.retrain;

import io.qahan.ingest.dataset.DecodedImages;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decoded images in memory.
 *
 * @param pixels of at least one
 * @param labels in the same order; not copied
 * @param ids in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
record MemoryImages(List<PixelImage> pixels, int[] labels, List<String> ids)
    implements DecodedImages {

  /** Those at some places. */
  MemoryImages at(int[] places) {
    return new MemoryImages(
        IntStream.of(places).mapToObj(pixels::get).toList(),
        IntStream.of(places).map(place -> labels[place]).toArray(),
        IntStream.of(places).mapToObj(ids::get).toList());
  }

  @Override
  public ImageShape shape() {
    return pixels.get(0).shape();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public PixelImage pixels(int index) {
    return pixels.get(index);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public String id(int index) {
    return ids.get(index);
  }
}
