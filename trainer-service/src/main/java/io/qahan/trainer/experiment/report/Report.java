package io.qahan.trainer.experiment.report;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.history.Hits;
import io.qahan.trainer.retrain.McNemar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A report in Markdown, piece by piece. For one thread. */
public final class Report {
  /** What has to be said wherever QAHAN is named. */
  static final String SIGN =
      """
      QAHAN here is SALIENT unless it says LITERAL: the paper's eq. 7 **with the sign of its first term \
      reversed**, so that a mask keeps attention energy. With the sign as printed and a mask for each \
      image the network does not learn.\
      """;

  private final List<String> lines = new ArrayList<>();

  /** Begins with the title, and with what QAHAN means in it. */
  public Report(String title) {
    lines.add("# " + title);
    paragraph(SIGN);
  }

  /** Adds text. */
  public Report paragraph(String text) {
    lines.add("");
    lines.add(text);
    return this;
  }

  /** Adds a heading. */
  public Report section(String title) {
    lines.add("");
    lines.add("## " + title);
    return this;
  }

  /** Adds a picture beside the report. */
  public Report picture(String alt, String file) {
    return paragraph("![%s](%s)".formatted(alt, file));
  }

  /** Adds rows of as many cells as the header has. */
  public Report table(List<String> header, List<List<String>> rows) {
    lines.add("");
    lines.add(row(header));
    lines.add(row(header.stream().map(cell -> "---").toList()));
    rows.forEach(cells -> lines.add(row(cells)));
    return this;
  }

  private static String row(List<String> cells) {
    StringJoiner joiner = new StringJoiner(" | ", "| ", " |");
    cells.forEach(joiner::add);
    return joiner.toString();
  }

  /** One line a kind of training: means over its seeds with 95 % intervals, where it ended. */
  public Report seeds(List<SeededRuns> kinds) {
    return table(
        List.of(
            "means over seeds, ± half a 95 % interval",
            "seeds",
            "epochs",
            "training accuracy",
            "training loss",
            "accuracy on all test images",
            "loss on all test images"),
        kinds.stream()
            .map(
                same ->
                    List.of(
                        same.label(),
                        Integer.toString(same.runs().size()),
                        Integer.toString(same.epochs()),
                        same.last(epoch -> epoch.train().accuracy()).text(),
                        same.last(epoch -> epoch.train().loss()).text(),
                        same.over(run -> run.network().last().everyTestImage().accuracy()).text(),
                        same.over(run -> run.network().last().everyTestImage().loss()).text()))
            .toList());
  }

  /**
   * By how much the first kind is right more often than each other of the same noise, on all test
   * images, with 95 % intervals.
   *
   * @param images how many test images there are
   */
  public Report differences(List<SeededRuns> kinds, int images) {
    List<List<String>> rows = new ArrayList<>();
    for (SeededRuns first : kinds) {
      if (first.plan().attention().mechanism() == Mechanism.QAHAM) {
        kinds.stream()
            .filter(
                other ->
                    other.plan().noise() == first.plan().noise()
                        && !other.label().equals(first.label()))
            .forEach(
                other ->
                    rows.add(
                        List.of(
                            "%s less %s".formatted(first.label(), other.label()),
                            String.format(Locale.ROOT, "%d and %d", first.epochs(), other.epochs()),
                            first
                                .above(
                                    other,
                                    run -> run.network().last().everyTestImage().accuracy(),
                                    images)
                                .text())));
      }
    }
    return table(List.of("accuracy on all test images", "epochs", "difference"), rows);
  }

  /**
   * McNemar's exact test on all test images, of the first kind against each other of the same
   * noise, seed by seed; nothing of trainings that do not know which images they got right.
   */
  public Report mcNemar(List<SeededRuns> kinds) {
    List<List<String>> rows = new ArrayList<>();
    for (SeededRuns first : kinds) {
      if (first.plan().attention().mechanism() == Mechanism.QAHAM) {
        kinds.stream()
            .filter(
                other ->
                    other.plan().noise() == first.plan().noise()
                        && !other.label().equals(first.label()))
            .forEach(other -> compare(first, other, rows));
      }
    }
    return rows.isEmpty()
        ? this
        : table(
            List.of(
                "McNemar, all test images",
                "seed",
                "right by the first alone",
                "by the second alone",
                "p"),
            rows);
  }

  private static void compare(SeededRuns first, SeededRuns second, List<List<String>> rows) {
    for (int i = 0; i < Math.min(first.runs().size(), second.runs().size()); i++) {
      Hits ours = first.runs().get(i).network().last().hits();
      Hits theirs = second.runs().get(i).network().last().hits();
      if (ours != null && theirs != null) {
        int one = ours.without(theirs);
        int other = theirs.without(ours);
        rows.add(
            List.of(
                "%s and %s".formatted(first.label(), second.label()),
                Long.toString(first.runs().get(i).options().hyper().seed()),
                Integer.toString(one),
                Integer.toString(other),
                String.format(Locale.ROOT, "%.2g", McNemar.chance(one, other))));
      }
    }
  }

  /** One line a training: where it ended, and its best epoch. */
  public Report runs(List<FinishedRun> runs) {
    return table(
        List.of(
            "training",
            "epochs",
            "training accuracy, loss",
            "test accuracy, loss",
            "best test accuracy (epoch)",
            "all test images",
            "training images, no dropout",
            "mean energy",
            "mean gap",
            "features kept",
            "s an epoch"),
        runs.stream().map(Report::cells).toList());
  }

  private static List<String> cells(FinishedRun run) {
    Epoch last = run.lastEpoch();
    Epoch best = run.bestEpoch();
    return List.of(
        run.plan().label(),
        Integer.toString(last.number()),
        "%s, %s".formatted(digits(last.train().accuracy()), digits(last.train().loss())),
        "%s, %s".formatted(digits(last.test().accuracy()), digits(last.test().loss())),
        String.format(Locale.ROOT, "%s (%d)", digits(best.test().accuracy()), best.number()),
        digits(run.network().last().everyTestImage().accuracy()),
        digits(run.network().last().trainingImages().accuracy()),
        last.masks().energy() == null ? "" : digits(last.masks().energy()),
        last.masks().gap() == null ? "" : String.format(Locale.ROOT, "%.2g", last.masks().gap()),
        String.format(Locale.ROOT, "%.1f", last.masks().kept()),
        String.format(Locale.ROOT, "%.0f", run.secondsPerEpoch()));
  }

  /** The paper's claims beside what was measured. */
  public Report claims(List<Claim> claims) {
    return table(
        List.of("claim", "paper", "measured", "verdict"),
        claims.stream()
            .map(
                claim ->
                    List.of(claim.text(), claim.paper(), claim.measured(), claim.verdict().text()))
            .toList());
  }

  /** The commands that make the same trainings one by one. */
  public Report commands(List<FinishedRun> runs) {
    section("The same trainings one by one");
    lines.add("");
    lines.add("```sh");
    runs.forEach(run -> lines.add("deploy/" + run.options().command() + " --out DIR"));
    lines.add("```");
    return this;
  }

  /** All of it, Markdown. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }

  /** Four places, as all reports have them. */
  public static String digits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
