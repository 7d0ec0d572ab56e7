package io.qahan.trainer.paper;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The images of a training in their parts, none of which shares an image with another.
 *
 * @param shape of all of them
 * @param decoder of all of them
 * @param classNames in the order of the labels
 * @param train learned from
 * @param validation decide which epoch was best; empty if nobody asks
 * @param test watched after each epoch: test images, unless training ones were asked for
 * @param everyTest all that are kept for the end, not decoded
 * @param notes what a person should know of the files
 */
record TrainingSet(
    ImageShape shape,
    ImageDecoder decoder,
    List<String> classNames,
    Images train,
    Optional<Images> validation,
    Images test,
    LabelledImages everyTest,
    List<String> notes) {
  private static final int PART = 10;
  private static final int SHOWN = 100;

  /** Loads and decodes, and looks at those too that are wanted at the end only. */
  static TrainingSet of(TrainingOptions options, Dataset dataset) {
    TrainingData data = options.data();
    ImageShape shape = options.model().flatMap(ModelOutput::shape).orElse(dataset.shape());
    ImageDecoder decoder =
        new ImageDecoder(
            shape,
            options
                .model()
                .map(model -> ImageLimits.DEFAULT.with(model.otherSize()))
                .orElse(ImageLimits.DEFAULT));
    Normalisation normalisation = options.normalisation(shape); // before images are decoded
    int validation = options.model().map(ModelOutput::validation).orElse(0);
    int wanted = (int) Math.min(Integer.MAX_VALUE, (long) data.train() + validation);
    LabelledImages test = dataset.test();
    List<String> faults = new ArrayList<>(); // of all, before anything is trained
    if (data.test() < test.size()) {
      faultless(
          faults,
          () -> {
            Images.check(test, decoder, data.workers());
            return null;
          });
    }
    Images watched =
        faults.isEmpty()
            ? faultless(
                faults,
                () -> Images.load(test, data.test(), decoder, data.workers()).with(normalisation))
            : null;
    Images all =
        faultless(
            faults,
            () ->
                Images.load(dataset.train(), wanted, decoder, data.workers()).with(normalisation));
    if (!faults.isEmpty()) {
      throw new DatasetException(String.join("\n", faults));
    }
    if (options.model().isEmpty()) {
      return new TrainingSet(
          shape,
          decoder,
          dataset.classNames(),
          all,
          Optional.empty(),
          watched(dataset, data, decoder, all, watched),
          test,
          dataset.notes());
    }
    int kept = Math.max(1, Math.min(validation, all.size() / PART));
    int[] apart = evenly(kept, all.size());
    int[] rest =
        IntStream.range(0, all.size()).filter(i -> Arrays.binarySearch(apart, i) < 0).toArray();
    Images learned = all.at(rest);
    return new TrainingSet(
        shape,
        decoder,
        dataset.classNames(),
        learned,
        Optional.of(all.at(apart)),
        watched(dataset, data, decoder, learned, watched),
        test,
        dataset.notes());
  }

  /** What is watched after each epoch. */
  private static Images watched(
      Dataset dataset, TrainingData data, ImageDecoder decoder, Images learned, Images tested) {
    return switch (data.testFrom()) {
      case TEST -> tested;
      case TRAIN -> learned.at(evenly(Math.min(data.test(), learned.size()), learned.size()));
      case UNUSED -> unused(dataset.train(), data, decoder).with(learned.normalisation());
    };
  }

  private static Images unused(LabelledImages train, TrainingData data, ImageDecoder decoder) {
    if (train.size() <= data.train()) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "all [%d] training images are learned from, so none is unused; learn from fewer, by"
                  + " --train",
              train.size()));
    }
    int[] used = evenly(data.train(), train.size());
    int[] rest =
        IntStream.range(0, train.size()).filter(i -> Arrays.binarySearch(used, i) < 0).toArray();
    int[] some = evenly(Math.min(data.test(), rest.length), rest.length);
    return Images.load(train, Integer.MAX_VALUE, decoder, data.workers())
        .at(Arrays.stream(some).map(i -> rest[i]).toArray());
  }

  private static int[] evenly(int some, int of) {
    return IntStream.range(0, some).map(i -> (int) ((long) i * of / some)).toArray();
  }

  /** Nothing, with a fault noted, if some cannot be decoded. */
  private static <T> T faultless(List<String> faults, Supplier<T> loading) {
    try {
      return loading.get();
    } catch (DatasetException e) {
      faults.add(e.getMessage());
      return null;
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
