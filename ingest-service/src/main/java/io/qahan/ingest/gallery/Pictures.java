package io.qahan.ingest.gallery;

import io.qahan.ingest.board.Verdicts;
import io.qahan.ingest.http.RecentPredictions;
import io.qahan.schemas.avro.Prediction;
import java.util.BitSet;
import java.util.Optional;

/** Puts pixels, mask, answer and label of an image together. Thread safe. */
public final class Pictures {
  private final RecentPredictions recent;
  private final Gallery gallery;
  private final MaskOverlays overlays;
  private final String convVersion;
  private final Verdicts verdicts;

  public Pictures(
      RecentPredictions recent,
      Gallery gallery,
      MaskOverlays overlays,
      String convVersion,
      Verdicts verdicts) {
    this.recent = recent;
    this.gallery = gallery;
    this.overlays = overlays;
    this.convVersion = convVersion;
    this.verdicts = verdicts;
  }

  /** Whether the image and its answer are at hand. */
  public boolean has(String id) {
    return gallery.has(id) && recent.find(id).isPresent();
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
                    verdicts.labelOf(id).orElse(null),
                    gallery.find(id).orElse(null),
                    overlayOf(prediction)));
  }

  /** A mask of another grid or conv stack, from before a change, says nothing about pixels. */
  private MaskOverlay overlayOf(Prediction prediction) {
    return prediction.getConvVersion().equals(convVersion)
            && overlays.fits(prediction.getMaskShape().get(0), prediction.getMaskShape().get(1))
        ? overlays.of(BitSet.valueOf(prediction.getMask().duplicate()))
        : null;
  }
}
