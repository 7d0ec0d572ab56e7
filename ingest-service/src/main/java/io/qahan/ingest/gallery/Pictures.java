package io.qahan.ingest.gallery;

import io.qahan.ingest.board.Verdicts;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.avro.Prediction;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts pixels, mask, answer and label of an image together. Thread safe. */
public final class Pictures {
  private final RecentPredictions recent;
  private final Gallery gallery;
  private final ServingModels models;
  private final Verdicts verdicts;
  private ServedModel drawn;
  private MaskOverlays overlays;

  public Pictures(
      RecentPredictions recent, Gallery gallery, ServingModels models, Verdicts verdicts) {
    this.recent = recent;
    this.gallery = gallery;
    this.models = models;
    this.verdicts = verdicts;
  }

  /** Whether the image and its answer are at hand. */
  public boolean has(String id) {
    return gallery.has(id) && recent.find(id).isPresent();
  }

  /** The pixels of an image, as the conv stack sees them, if it is at hand. */
  public Optional<PixelImage> pixelsOf(String id) {
    return gallery.find(id);
  }

  /** The picture of an image whose answer is among the recent ones. */
  public Optional<Picture> find(String id) {
    return recent
        .find(id)
        .map(
            prediction ->
                Picture.of(
                    id,
                    prediction,
                    otherNames(prediction),
                    verdicts.labelOf(id).orElse(null),
                    gallery.find(id).orElse(null),
                    overlayOf(prediction)));
  }

  /** The page knows those of the version that serves. */
  private List<String> otherNames(Prediction prediction) {
    String version = prediction.getModelVersion();
    if (version.equals(models.current().version())) {
      return null;
    }
    int classes = prediction.getProbabilities().remaining() / Float.BYTES;
    return IntStream.range(0, classes).mapToObj(c -> models.nameOf(version, c)).toList();
  }

  /** A mask of another grid or model, from before a change, says nothing about these pixels. */
  private MaskOverlay overlayOf(Prediction prediction) {
    ServedModel served = models.current();
    MaskOverlays overlays = overlaysOf(served);
    return prediction.getConvVersion().equals(served.model().convVersion())
            && prediction.getModelVersion().equals(served.version())
            && overlays.fits(prediction.getMaskShape().get(0), prediction.getMaskShape().get(1))
        ? overlays.of(BitSet.valueOf(prediction.getMask().duplicate()))
        : null;
  }

  private synchronized MaskOverlays overlaysOf(ServedModel served) {
    if (drawn != served) {
      overlays = new MaskOverlays(served.model().shape(), served.model().attention().grid());
      drawn = served;
    }
    return overlays;
  }
}
