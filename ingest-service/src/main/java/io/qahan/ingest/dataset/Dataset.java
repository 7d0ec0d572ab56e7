package io.qahan.ingest.dataset;

import io.qahan.ingest.image.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
  private static final int TENTH = 10;

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

  /**
   * This data set if it has test images. Else every tenth of its images is for testing and the
   * others for training: the one rule by which a training, a stream of test images and the demo
   * keep the same ones apart.
   */
  public Dataset withTest() {
    if (test.size() > 0 || train.size() < 2) {
      return this;
    }
    int from = Math.min(TENTH, train.size()) - 1;
    int[] kept = IntStream.range(0, train.size()).filter(i -> i % TENTH == from).toArray();
    int[] rest = IntStream.range(0, train.size()).filter(i -> i % TENTH != from).toArray();
    List<String> more = new ArrayList<>(notes);
    more.add(
        String.format(
            Locale.ROOT,
            "there is no folder test/: every tenth image is kept out of the training and tested on,"
                + " [%d] of [%d]",
            kept.length,
            train.size()));
    return new Dataset(
        name,
        shape,
        classNames,
        new ChosenImages(train, rest),
        new ChosenImages(train, kept),
        more);
  }

  /** Some of others, in their order. */
  @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
  private record ChosenImages(LabelledImages images, int[] places) implements LabelledImages {
    @Override
    public int size() {
      return places.length;
    }

    @Override
    public LabelledImage get(int index) {
      return images.get(places[index]);
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
