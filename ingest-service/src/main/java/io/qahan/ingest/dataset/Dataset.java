package io.qahan.ingest.dataset;

import io.qahan.ingest.image.ImageShape;
import java.util.List;
import java.util.Locale;

/**
 * Labelled images for training and for testing.
 *
 * @param name prefix of the image ids
 * @param shape the images' shape, and so the conv stack's input
 * @param classNames what the labels 0, 1, 2 and so on mean
 * @param train images to learn from
 * @param test images kept apart; may be empty
 */
public record Dataset(
    String name,
    ImageShape shape,
    List<String> classNames,
    LabelledImages train,
    LabelledImages test) {

  public Dataset {
    classNames = List.copyOf(classNames);
    if (classNames.size() < 2) {
      throw new DatasetException(
          "data set [%s] has the classes %s; it takes at least two to learn from"
              .formatted(name, classNames));
    }
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  static String id(String dataset, String split, int index) {
    return String.format(Locale.ROOT, "%s-%s-%05d", dataset, split, index);
  }
}
