package io.qahan.ingest.gallery;

import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * One answered image as the page shows it.
 *
 * @param classNames what classes were called in the version of the model that answered, by their
 *     numbers if that is not known any more; null if it is the version that serves
 * @param label its class; null if unknown so far
 * @param pixels unsigned bytes, C x H x W; null if the image is not at hand
 * @param overlay its mask over the pixels; null if the mask is of another grid or conv stack
 * @param kept how many blocks the mask keeps
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent, and never compared
public record Picture(
    String id,
    int predicted,
    float[] probabilities,
    List<String> classNames,
    Integer label,
    byte[] pixels,
    MaskOverlay overlay,
    int kept,
    String solver,
    String outcome,
    boolean degraded,
    double energy,
    double greedyEnergy,
    Double lowerBound,
    long headVersion,
    long predictedAt,
    Map<String, Double> stageMillis) {

  static Picture of(
      String id,
      Prediction prediction,
      List<String> classNames,
      Integer label,
      PixelImage image,
      MaskOverlay overlay) {
    return new Picture(
        id,
        prediction.getPredicted(),
        LittleEndian.floats(prediction.getProbabilities()),
        classNames,
        label,
        image == null ? null : image.pixels(),
        overlay,
        BitSet.valueOf(prediction.getMask().duplicate()).cardinality(),
        prediction.getSolver(),
        prediction.getOutcome().name(),
        prediction.getDegraded(),
        prediction.getEnergy(),
        prediction.getGreedyEnergy(),
        prediction.getLowerBound(),
        prediction.getHeadVersion(),
        prediction.getPredictedAt().toEpochMilli(),
        prediction.getStageMillis());
  }
}
