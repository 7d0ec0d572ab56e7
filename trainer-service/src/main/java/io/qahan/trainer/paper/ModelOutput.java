package io.qahan.trainer.paper;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import java.nio.file.Path;
import java.util.List;
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
 * @param mean what is taken off a pixel of 0 to 255, one a channel or one for all; empty: 127.5
 * @param std what the rest is divided by, one a channel or one for all; empty: 127.5
 */
public record ModelOutput(
    Path file,
    int validation,
    OptionalInt patience,
    OtherSize otherSize,
    Optional<ImageShape> shape,
    List<Double> mean,
    List<Double> std) {
  public ModelOutput {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
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

  /** With pixels from -1 to 1, as the paper's network takes them. */
  public ModelOutput(
      Path file,
      int validation,
      OptionalInt patience,
      OtherSize otherSize,
      Optional<ImageShape> shape) {
    this(file, validation, patience, otherSize, shape, List.of(), List.of());
  }

  /**
   * What becomes of the pixels of such images, in training as in service.
   *
   * @throws IllegalArgumentException if they have other channels
   */
  Normalisation normalisation(ImageShape images) {
    return Normalisation.of(images, mean, std);
  }

  /** As written on a command line. */
  String arguments() {
    return String.format(Locale.ROOT, " --validation %d", validation)
        + (otherSize == OtherSize.REFUSE ? "" : " --other-size " + otherSize.slug())
        + shape.map(size -> " --input " + size).orElse("")
        + joined(" --mean ", mean)
        + joined(" --std ", std);
  }

  private static String joined(String option, List<Double> numbers) {
    return numbers.isEmpty()
        ? ""
        : option + String.join(",", numbers.stream().map(Object::toString).toList());
  }

  /** As written on a command line; a checkpoint of another patience can be gone on from. */
  String patienceArgument() {
    return patience.isPresent() ? " --patience " + patience.getAsInt() : "";
  }
}
