package io.qahan.deploy.offline.models;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what becomes of a pixel, for whoever makes a model. */
public final class NormalisationArguments {
  @Option(
      names = "--mean",
      paramLabel = "N,...",
      split = ",",
      description =
          "Of each channel, or one for all: what is taken off a pixel of 0 to 255 (default: 127.5).")
  private List<Double> mean = List.of();

  @Option(
      names = "--std",
      paramLabel = "N,...",
      split = ",",
      description =
          "Of each channel, or one for all: what the rest is divided by (default: 127.5). For a"
              + " network that was trained on pixels from 0 to 1, both times 255.")
  private List<Double> std = List.of();

  /** Whether either of them says anything. */
  public boolean areGiven() {
    return !mean.isEmpty() || !std.isEmpty();
  }

  /** As given: of each channel, one for all, or nothing. */
  public List<Double> mean() {
    return List.copyOf(mean);
  }

  /** As given: of each channel, one for all, or nothing. */
  public List<Double> std() {
    return List.copyOf(std);
  }

  /** What becomes of the pixels of such images. */
  Normalisation over(ImageShape image) {
    return Normalisation.of(image, mean, std);
  }
}
