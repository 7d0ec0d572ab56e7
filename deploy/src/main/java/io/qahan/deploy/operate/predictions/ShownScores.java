package io.qahan.deploy.operate.predictions;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.deploy.operate.TextTable;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.ingest.head.Confusion;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.online.gate.ServedAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How right the answers are that were served to the newest labelled images.
 *
 * @param headVersion of the head that serves now; others may have answered some of the images
 * @param images how many these are
 * @param accuracy share of right ones
 * @param loss mean cross entropy, in nats
 * @param kappa Cohen's; null where chance alone agrees always
 * @param leastRecall the class that is answered worst, of those with enough images; null without
 *     one
 * @param classes that some image is of, or was answered with
 * @param confusion what images of a class were taken for, the most first; null if not asked for
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ShownScores(
    String model,
    long headVersion,
    int images,
    double accuracy,
    double loss,
    Double kappa,
    OfClass leastRecall,
    List<OfClass> classes,
    List<Taken> confusion) {
  private static final int LISTED = 40;

  /**
   * One class.
   *
   * @param number of the class
   * @param name what it is called, or its number where its model is not at hand
   * @param images that are of it
   * @param recall share of these that were answered with it; null without any
   * @param answered images that were answered with it
   * @param precision share of these that are of it; null without any
   */
  record OfClass(
      int number, String name, int images, Double recall, int answered, Double precision) {}

  /**
   * A cell of the confusion matrix.
   *
   * @param label the name of the class that images are of
   * @param answer the name of the class that they were answered with
   */
  record Taken(String label, String answer, int images) {}

  /** Of a sound state; empty if nothing was scored yet. */
  static Optional<ShownScores> of(
      String model, TrainingState state, ServedClasses names, boolean confused) {
    return ServedAnswers.of(state)
        .filter(scores -> scores.confusion().images() > 0)
        .map(scores -> of(model, state, scores, names, confused));
  }

  private static ShownScores of(
      String model,
      TrainingState state,
      ServedAnswers.Scores scores,
      ServedClasses names,
      boolean confused) {
    Confusion confusion = scores.confusion();
    String version = state.getModelVersion();
    return new ShownScores(
        model,
        state.getLive().getVersion(),
        confusion.images(),
        confusion.accuracy().orElseThrow(),
        scores.loss(),
        boxed(confusion.kappa()),
        confusion.least().map(least -> of(confusion, least.number(), names, version)).orElse(null),
        IntStream.range(0, confusion.classes())
            .filter(number -> confusion.of(number) + confusion.answered(number) > 0)
            .mapToObj(number -> of(confusion, number, names, version))
            .toList(),
        confused
            ? confusion.cells().stream()
                .map(
                    cell ->
                        new Taken(
                            names.nameIn(version, cell.label()),
                            names.nameIn(version, cell.answer()),
                            cell.images()))
                .toList()
            : null);
  }

  private static OfClass of(Confusion confusion, int number, ServedClasses names, String version) {
    return new OfClass(
        number,
        names.nameIn(version, number),
        confusion.of(number),
        boxed(confusion.recall(number)),
        confusion.answered(number),
        boxed(confusion.precision(number)));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "model %s: answers to the newest %,d labelled images; head %d serves now",
            model,
            images,
            headVersion));
    lines.add(
        "accuracy %s  loss %s  kappa %s".formatted(digits(accuracy), digits(loss), digits(kappa)));
    lines.add(
        leastRecall == null
            ? "least recall: no class has " + Confusion.FEWEST + " images"
            : "least recall %s: %s".formatted(digits(leastRecall.recall()), leastRecall.name()));
    lines.addAll(
        new TextTable(
                List.of("class", "images", "recall", "answered", "precision"),
                classes.stream()
                    .map(
                        one ->
                            List.of(
                                one.name(),
                                Integer.toString(one.images()),
                                digits(one.recall()),
                                Integer.toString(one.answered()),
                                digits(one.precision())))
                    .toList())
            .lines());
    if (confusion != null) {
      List<Taken> wrong =
          confusion.stream().filter(taken -> !taken.label().equals(taken.answer())).toList();
      lines.addAll(
          new TextTable(
                  List.of("class", "taken for", "images"),
                  wrong.stream()
                      .limit(LISTED)
                      .map(
                          taken ->
                              List.of(
                                  taken.label(), taken.answer(), Integer.toString(taken.images())))
                      .toList())
              .lines());
      if (wrong.size() > LISTED) {
        lines.add("%s more with --json".formatted(wrong.size() - LISTED));
      }
    }
    return lines;
  }

  private static String digits(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
