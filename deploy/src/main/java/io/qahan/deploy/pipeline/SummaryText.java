package io.qahan.deploy.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's summary for people. */
public record SummaryText(RunSummary summary) {

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "%,d of %,d images answered, %d twice; %d dead letters%s; %d degraded",
            summary.predictions(),
            summary.images(),
            summary.duplicates(),
            summary.deadLetters(),
            summary.deadLettersByCause().isEmpty() ? "" : " " + summary.deadLettersByCause(),
            summary.degraded()));
    lines.add(
        line(
            "accuracy %.3f over the first %d, %.3f over the last; %d heads published",
            summary.accuracyFirst500(),
            Math.min(Outcomes.WINDOW, summary.predictions()),
            summary.accuracyLast500(),
            summary.heads()));
    lines.add(
        line(
            "%,.0f images/s; from image to visible answer p50 %.0f ms, p99 %.0f ms",
            summary.imagesPerSecond(), summary.latencyMs().p50(), summary.latencyMs().p99()));
    lines.add(solver(summary.solver()));
    summary
        .fallbacks()
        .forEach((name, reasons) -> lines.add(line("  passed over [%s]: %s", name, reasons)));
    summary
        .stageMs()
        .forEach(
            (stage, ms) ->
                lines.add(
                    line(
                        "  %-8s mean %8.3f ms  p50 %8.3f  p99 %8.3f",
                        stage, ms.mean(), ms.p50(), ms.p99())));
    if (summary.peakMemoryMiB() != null) {
      lines.add(line("peak memory of this JVM %,d MiB", summary.peakMemoryMiB()));
    }
    return lines;
  }

  private static String solver(SolverScore.Summary solver) {
    String gap =
        solver.meanRelativeGap() == null
            ? "no bound known"
            : line("mean gap to the bound %.4f%%", 100 * solver.meanRelativeGap());
    return line(
        "solver [%s]: %,d masks, p50 %.2f ms, p99 %.2f ms; %.2f%% below greedy; %s",
        solver.name(),
        solver.solves(),
        solver.p50Ms(),
        solver.p99Ms(),
        100 * solver.meanGainOverGreedy(),
        gap);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
