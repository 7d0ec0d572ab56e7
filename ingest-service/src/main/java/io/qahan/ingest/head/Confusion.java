package io.qahan.ingest.head;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How images of each class were answered: what the accuracy hides where most images are of one
 * class. Immutable, thread safe.
 */
public final class Confusion {
  /** Of a class with fewer images a recall says little, and is not the {@link #least}. */
  public static final int FEWEST = 20;

  private final int classes;
  private final int[] labels;
  private final int[] answers;
  private final int[] of;
  private final int[] answered;
  private final int[] right;
  private final int hits;

  /**
   * A class and its recall.
   *
   * @param number of the class
   */
  public record OfClass(int number, double recall) {}

  /**
   * A cell of the confusion matrix.
   *
   * @param images of the class {@code label} that were answered with {@code answer}
   */
  public record Cell(int label, int answer, int images) {}

  /**
   * That of images whose classes and answers are known.
   *
   * @param classes how many there are; more if a label or an answer says so
   * @param labels the class of each image; copied
   * @param answers the class that each was answered with, in the same order; copied
   */
  public Confusion(int classes, int[] labels, int[] answers) {
    if (labels.length != answers.length) {
      throw new IllegalArgumentException(
          "[" + labels.length + "] labels but [" + answers.length + "] answers");
    }
    this.labels = labels.clone();
    this.answers = answers.clone();
    this.classes =
        IntStream.concat(IntStream.of(labels), IntStream.of(answers))
            .map(number -> number + 1)
            .reduce(classes, Math::max);
    this.of = new int[this.classes];
    this.answered = new int[this.classes];
    this.right = new int[this.classes];
    int found = 0;
    for (int i = 0; i < labels.length; i++) {
      of[labels[i]]++;
      answered[answers[i]]++;
      if (labels[i] == answers[i]) {
        right[labels[i]]++;
        found++;
      }
    }
    this.hits = found;
  }

  public int classes() {
    return classes;
  }

  /** How many images. */
  public int images() {
    return labels.length;
  }

  /** How many of them are of a class. */
  public int of(int number) {
    return of[number];
  }

  /** How many were answered with a class. */
  public int answered(int number) {
    return answered[number];
  }

  /** Share of images answered rightly; empty without any. */
  public OptionalDouble accuracy() {
    return share(hits, labels.length);
  }

  /**
   * Cohen's kappa: how far answers agree with the labels beyond what they would by chance with the
   * same shares of classes. 1 for always, 0 for chance; empty where chance alone agrees always.
   */
  public OptionalDouble kappa() {
    double images = labels.length;
    double chance = 0;
    for (int c = 0; c < classes; c++) {
      chance += of[c] / images * (answered[c] / images);
    }
    return chance < 1
        ? OptionalDouble.of((hits / images - chance) / (1 - chance))
        : OptionalDouble.empty();
  }

  /** Share of a class's images that were answered with it; empty without any. */
  public OptionalDouble recall(int number) {
    return share(right[number], of[number]);
  }

  /** Share of the answers with a class that were right; empty without any. */
  public OptionalDouble precision(int number) {
    return share(right[number], answered[number]);
  }

  /** The class with the least recall, of those with {@value #FEWEST} images or more. */
  public Optional<OfClass> least() {
    Optional<OfClass> least = Optional.empty();
    for (int c = 0; c < classes; c++) {
      if (of[c] >= FEWEST && (least.isEmpty() || recall(c).getAsDouble() < least.get().recall())) {
        least = Optional.of(new OfClass(c, recall(c).getAsDouble()));
      }
    }
    return least;
  }

  /** Each class and answer that some image has, the most images first. */
  public List<Cell> cells() {
    Map<Cell, Integer> counts =
        new TreeMap<>(Comparator.comparingInt(Cell::label).thenComparingInt(Cell::answer));
    for (int i = 0; i < labels.length; i++) {
      counts.merge(new Cell(labels[i], answers[i], 0), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> new Cell(entry.getKey().label(), entry.getKey().answer(), entry.getValue()))
        .sorted(Comparator.comparingInt(Cell::images).reversed())
        .toList();
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
