package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The images of a training in their parts, none of which shares an image with another.
 *
 * @param shape of all of them
 * @param limits what is decoded
 * @param classNames in the order of the labels
 * @param train learned from
 * @param validation decide which epoch was best; empty if nobody asks
 * @param test watched after each epoch
 * @param everyTest all that are kept for the end, not decoded
 * @param notes what a person should know of the files
 */
record TrainingSet(
    ImageShape shape,
    ImageLimits limits,
    List<String> classNames,
    Images train,
    Optional<Images> validation,
    Images test,
    LabelledImages everyTest,
    List<String> notes) {
  private static final int PART = 10;
  private static final int SHOWN = 100;

  /** Loads and decodes; a data set without test images has a tenth of its others kept for that. */
  static TrainingSet of(TrainingOptions options, Dataset dataset) {
    ImageShape shape = options.model().flatMap(ModelOutput::shape).orElse(dataset.shape());
    ImageLimits limits =
        options
            .model()
            .map(model -> ImageLimits.DEFAULT.with(model.otherSize()))
            .orElse(ImageLimits.DEFAULT);
    List<String> notes = new ArrayList<>(dataset.notes());
    LabelledImages train = dataset.train();
    LabelledImages test = dataset.test();
    if (test.size() == 0 && train.size() > 1) {
      test = new Some(dataset.train(), places(train.size(), true));
      train = new Some(dataset.train(), places(train.size(), false));
      notes.add(
          String.format(
              Locale.ROOT,
              "there is no folder test/: every tenth image is kept out of the training and tested"
                  + " on, [%d] of [%d]",
              test.size(),
              dataset.train().size()));
    }
    int validation = options.model().map(ModelOutput::validation).orElse(0);
    int wanted = (int) Math.min(Integer.MAX_VALUE, (long) options.trainImages() + validation);
    List<String> faults = new ArrayList<>(); // of both, before anything is trained
    Images watched = load(test, options.testImages(), shape, limits, faults);
    Images all = load(train, wanted, shape, limits, faults);
    if (!faults.isEmpty()) {
      throw new DatasetException(String.join("\n", faults));
    }
    if (options.model().isEmpty()) {
      return new TrainingSet(
          shape, limits, dataset.classNames(), all, Optional.empty(), watched, test, notes);
    }
    int kept = Math.max(1, Math.min(validation, all.size() / PART));
    int[] apart = IntStream.range(0, kept).map(i -> (int) ((long) i * all.size() / kept)).toArray();
    int[] rest =
        IntStream.range(0, all.size()).filter(i -> Arrays.binarySearch(apart, i) < 0).toArray();
    return new TrainingSet(
        shape,
        limits,
        dataset.classNames(),
        all.at(rest),
        Optional.of(all.at(apart)),
        watched,
        test,
        notes);
  }

  /** Nothing, with a fault noted, if some cannot be decoded. */
  private static Images load(
      LabelledImages source,
      int wanted,
      ImageShape shape,
      ImageLimits limits,
      List<String> faults) {
    try {
      return Images.load(source, wanted, shape, limits);
    } catch (DatasetException e) {
      faults.add(e.getMessage());
      return null;
    }
  }

  /** Every tenth place, at least one, or all others. */
  private static int[] places(int size, boolean tenth) {
    int from = Math.min(PART, size) - 1;
    return IntStream.range(0, size).filter(i -> (i % PART == from) == tenth).toArray();
  }

  /** Some of others, in their order. */
  @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
  private record Some(LabelledImages images, int[] places) implements LabelledImages {
    @Override
    public int size() {
      return places.length;
    }

    @Override
    public LabelledImage get(int index) {
      return images.get(places[index]);
    }
  }

  /** For a person, a line each: shape, parts, classes with their counts, and the notes. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "images of %s: %,d to learn from%s, %,d to test with after each epoch, %,d at the end",
            shape,
            train.size(),
            validation
                .map(
                    part ->
                        String.format(
                            Locale.ROOT, ", %,d to choose the best epoch by", part.size()))
                .orElse(""),
            test.size(),
            everyTest.size()));
    int[] counts = new int[classNames.size()];
    for (int label : train.labels()) {
      counts[label]++;
    }
    for (int i = 0; i < Math.min(counts.length, SHOWN); i++) {
      lines.add(
          String.format(
              Locale.ROOT, "class %d is %s: %,d to learn from", i, classNames.get(i), counts[i]));
    }
    if (counts.length > SHOWN) {
      lines.add(String.format(Locale.ROOT, "and %d more classes", counts.length - SHOWN));
    }
    lines.addAll(notes);
    return lines;
  }
}
