package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import java.util.Locale;
import java.util.Objects;

/**
 * One image of a data set.
 *
 * @param id unique within the data set, for example {@code mnist-train-00042}
 * @param image the bytes as the data set stores them
 * @param label the class, from 0
 * @param source where it came from, for people
 */
public record LabelledImage(String id, EncodedImage image, int label, String source) {

  public LabelledImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(image, "image");
    Objects.requireNonNull(source, "source");
    if (label < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "label [%d] of image [%s] must not be negative", label, id));
    }
  }
}
