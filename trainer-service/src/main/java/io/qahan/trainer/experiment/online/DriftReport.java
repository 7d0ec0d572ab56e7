package io.qahan.trainer.experiment.online;

import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.settings.DriftAction;
import io.qahan.trainer.settings.DriftDetection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Writes about streams that change, by test for drift and action. */
final class DriftReport {
  private static final double Z = 1.959964; // 95 %
  private static final double HUNDRED = 100;

  private DriftReport() {}

  /**
   * What is known so far.
   *
   * @param name of the data set, and of the model if there is one
   * @param images of the first order
   * @param ceiling if it is known
   */
  static Report of(
      String name, OnlineImages images, List<OnlineResult> results, Optional<HeadCeiling> ceiling) {
    int delay = results.get(0).plan().delay();
    Map<String, List<OnlineResult>> rows =
        results.stream()
            .collect(
                Collectors.groupingBy(DriftReport::row, LinkedHashMap::new, Collectors.toList()));
    Report report =
        new Report("Drift that is noticed and answered, on %s".formatted(name))
            .paragraph(
                String.format(
                    Locale.ROOT,
                    """
                    Streams of %d %s images, QAHAN's masks, a head that learns online, labels %d \
                    images late. Something changes after image %d. Each row is of up to three \
                    streams: other orders of the images and other seeds of the dropout. *Noticed* \
                    is the median of how many labels of changed images it took (a batch is scored \
                    at once, so a label waits for at most 31 others), and the least and the most. \
                    *False alarms* are those before the change, or without one, in all streams of \
                    the row. Accuracies are those of the answers that were served: *early* over \
                    the %d images after the first labels of changed ones came, *late* over the rest \
                    of the stream. *Gain* is how many of a hundred images more were answered \
                    rightly than by the same stream without a test for drift, with its 95 %% \
                    interval (of paired answers, all orders together; it takes images for \
                    independent). *Withheld* are heads that the gate kept back, and how many of \
                    them for older images alone.\
                    """,
                    images.size(),
                    images.areUnseen() ? "test" : "training",
                    delay,
                    images.middle(),
                    2 * delay))
            .table(
                List.of(
                    "change",
                    "detector",
                    "action",
                    "noticed after labels",
                    "false alarms",
                    "before",
                    "early",
                    "gain early",
                    "late",
                    "gain late",
                    "withheld"),
                rows.values().stream().map(row -> cells(row, results)).toList());
    ceiling.ifPresent(
        heads ->
            report
                .section("What the convolutions lack, and what only takes time")
                .paragraph(
                    String.format(
                        Locale.ROOT,
                        """
                        A head over the same convolutions, which never saw an inverted image, that \
                        learns from inverted images alone (%d training images; %d test images): \
                        accuracy %s after one pass, %s after ten. What is missing to that after a \
                        change is speed of adaptation; only what is missing from there to the \
                        accuracy before is the convolutions'.\
                        """,
                        heads.trained(),
                        heads.tested(),
                        interval(heads.rightAfterOne(), heads.tested()),
                        interval(heads.rightAfterTen(), heads.tested()))));
    return report;
  }

  private static String row(OnlineResult result) {
    OnlinePlan plan = result.plan();
    return plan.drift() + " " + plan.detection() + " " + plan.action();
  }

  private static List<String> cells(List<OnlineResult> row, List<OnlineResult> all) {
    OnlineResult first = row.get(0);
    OnlinePlan plan = first.plan();
    int middle = first.middle();
    int labelled = middle + plan.delay();
    int early = labelled + 2 * plan.delay();
    int end = first.images();
    List<OnlineResult> plain = new ArrayList<>();
    for (OnlineResult result : row) {
      all.stream()
          .filter(
              other ->
                  other.plan().drift() == plan.drift()
                      && other.plan().detection() == DriftDetection.NONE
                      && other.plan().order() == result.plan().order())
          .forEach(plain::add);
    }
    boolean compared = plan.detection() != DriftDetection.NONE;
    return List.of(
        plan.drift().title(),
        OnlinePlan.word(plan.detection()),
        plan.action() == DriftAction.NONE && !compared ? "" : OnlinePlan.word(plan.action()),
        noticed(row),
        compared ? Long.toString(falseAlarms(row)) : "",
        accuracy(row, middle - 2 * plan.delay(), middle),
        accuracy(row, labelled, early),
        compared ? gain(row, plain, labelled, early) : "",
        accuracy(row, early, end),
        compared ? gain(row, plain, early, end) : "",
        "%s, %s of %s"
            .formatted(
                sum(row, OnlineResult::withheld),
                sum(row, OnlineResult::onAnchors),
                sum(row, result -> result.withheld() + result.published())));
  }

  private static int sum(List<OnlineResult> row, ToIntFunction<OnlineResult> what) {
    return row.stream().mapToInt(what).sum();
  }

  private static String noticed(List<OnlineResult> row) {
    OnlinePlan plan = row.get(0).plan();
    if (plan.drift() == PlantedDrift.NONE || plan.detection() == DriftDetection.NONE) {
      return "";
    }
    long[] labels =
        row.stream().flatMapToLong(result -> result.labelsToNotice().stream()).sorted().toArray();
    if (labels.length == 0) {
      return "not";
    }
    String range =
        labels.length == 1
            ? Long.toString(labels[0])
            : "%s (%s to %s)"
                .formatted(labels[labels.length / 2], labels[0], labels[labels.length - 1]);
    int missed = row.size() - labels.length;
    return missed == 0 ? range : "%s; %s of %s not".formatted(range, missed, row.size());
  }

  private static long falseAlarms(List<OnlineResult> row) {
    return row.stream()
        .mapToLong(
            result ->
                result.drifts().stream()
                    .filter(
                        at -> at <= result.middle() || result.plan().drift() == PlantedDrift.NONE)
                    .count())
        .sum();
  }

  private static String accuracy(List<OnlineResult> row, int from, int to) {
    int right = row.stream().mapToInt(r -> r.right().get(from, to).cardinality()).sum();
    return Report.digits((double) right / ((long) row.size() * (to - from)));
  }

  /** A share, and Wilson's 95 % interval. */
  static String interval(int right, int of) {
    double share = (double) right / of;
    double square = Z * Z;
    double centre = (share + square / (2 * of)) / (1 + square / of);
    double half =
        Z * Math.sqrt(share * (1 - share) / of + square / (4.0 * of * of)) / (1 + square / of);
    return "%s (%s to %s)"
        .formatted(
            Report.digits(share), Report.digits(centre - half), Report.digits(centre + half));
  }

  /** Of a hundred images, how many more were answered rightly; paired. */
  private static String gain(List<OnlineResult> row, List<OnlineResult> plain, int from, int to) {
    int won = 0;
    int lost = 0;
    int images = 0;
    for (int i = 0; i < plain.size(); i++) {
      BitSet here = row.get(i).right().get(from, to);
      BitSet there = plain.get(i).right().get(from, to);
      BitSet both = (BitSet) here.clone();
      both.and(there);
      won += here.cardinality() - both.cardinality();
      lost += there.cardinality() - both.cardinality();
      images += to - from;
    }
    if (images == 0) {
      return "";
    }
    double difference = (double) (won - lost) / images;
    double half =
        Z
            * Math.sqrt(Math.max(0, (double) (won + lost) / images - difference * difference))
            / Math.sqrt(images);
    return String.format(
        Locale.ROOT,
        "%+.2f (%+.2f to %+.2f)",
        HUNDRED * difference,
        HUNDRED * (difference - half),
        HUNDRED * (difference + half));
  }
}
