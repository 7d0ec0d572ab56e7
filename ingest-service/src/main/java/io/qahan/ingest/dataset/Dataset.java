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
 * @param notes what a person should know of the files, such as which were left out
 */
public record Dataset(
    String name,
    ImageShape shape,
    List<String> classNames,
    LabelledImages train,
    LabelledImages test,
    List<String> notes) {

  public Dataset {
    classNames = List.copyOf(classNames);
    notes = List.copyOf(notes);
    if (classNames.size() < 2) {
      throw new DatasetException(
          "data set [%s] has the classes %s; it takes at least two to learn from"
              .formatted(name, classNames));
    }
  }

  /** Of files that there is nothing to say about. */
  public Dataset(
      String name,
      ImageShape shape,
      List<String> classNames,
      LabelledImages train,
      LabelledImages test) {
    this(name, shape, classNames, train, test, List.of());
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  static String id(String dataset, String split, int index) {
    return String.format(Locale.ROOT, "%s-%s-%05d", dataset, split, index);
  }
}
