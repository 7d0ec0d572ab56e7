package io.qahan.trainer.paper;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The model file that a training ends with: the network of the epoch that did best on a part of the
 * training images that it did not learn from.
 *
 * @param file where it goes
 * @param validation how many images that part has; no more than a tenth of them
 * @param otherSize what becomes of images of another size, in training as in service
 * @param patience how many epochs the best one may lie back before the training stops; empty: it
 *     goes on to the last
 * @param shape that images are brought to; empty: that of the data set
 */
public record ModelOutput(
    Path file,
    int validation,
    OptionalInt patience,
    OtherSize otherSize,
    Optional<ImageShape> shape) {
  public ModelOutput {
    if (validation < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "validation images [%d] must be at least 1", validation));
    }
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "patience [%d] must be at least 1 epoch", patience.getAsInt()));
    }
    if (shape.isPresent() && otherSize == OtherSize.REFUSE) {
      throw new IllegalArgumentException(
          "a size for the images [%s] is only of use where others are brought to it; add --other-size resize or crop"
              .formatted(shape.get()));
    }
  }

  /** As written on a command line. */
  String arguments() {
    return String.format(Locale.ROOT, " --validation %d", validation)
        + (otherSize == OtherSize.REFUSE ? "" : " --other-size " + otherSize.slug())
        + shape.map(size -> " --input " + size).orElse("");
  }

  /** As written on a command line; a checkpoint of another patience can be gone on from. */
  String patienceArgument() {
    return patience.isPresent() ? " --patience " + patience.getAsInt() : "";
  }
}
