package io.qahan.trainer.experiment.report;

import io.qahan.trainer.paper.history.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A report in Markdown, piece by piece. For one thread. */
public final class Report {
  private final List<String> lines = new ArrayList<>();

  public Report(String title) {
    lines.add("# " + title);
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
