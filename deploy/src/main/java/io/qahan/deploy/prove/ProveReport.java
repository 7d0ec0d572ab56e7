package io.qahan.deploy.prove;

import io.qahan.deploy.prove.ledger.Breach;
import io.qahan.deploy.prove.ledger.Judgement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says in words what was proven, and what was not. */
final class ProveReport {
  private static final int NAMED = 20;

  private ProveReport() {}

  /** The verdict, a line for each thing; the same for terminal and report. */
  static List<String> lines(Judgement verdict) {
    List<String> lines = new ArrayList<>();
    Judgement.Images images = verdict.images();
    Judgement.Training training = verdict.training();
    lines.add(
        String.format(
            Locale.ROOT,
            "images: %,d accepted, %,d answered, %,d dead letters, %,d under way; %,d lost, %,d twice",
            images.accepted(),
            images.answered(),
            images.deadLettered(),
            images.underWay(),
            verdict.count(Breach.Promise.LOST),
            verdict.count(Breach.Promise.TWICE)));
    lines.add(
        String.format(
            Locale.ROOT,
            "answers: %,d degraded, %,d late by their own word, %,d seen later than the deadline"
                + " (%,d of them said to be in time; the latest by %,d ms)",
            images.degraded(),
            images.admittedLate(),
            images.seenLate(),
            images.wronglyInTime(),
            Math.max(0, images.latestMillis())));
    lines.add(
        String.format(
            Locale.ROOT,
            "training: %,d labels of %,d images, %,d examples (%,d corrections), %,d trained by the"
                + " newest of %,d states, %,d under way; %,d twice, %,d skipped, %,d with features not"
                + " once",
            training.labels(),
            training.labelled(),
            training.examples(),
            training.corrections(),
            training.trained(),
            training.states(),
            training.underWay(),
            verdict.count(Breach.Promise.TRAINED_TWICE),
            verdict.count(Breach.Promise.SKIPPED),
            verdict.count(Breach.Promise.FEATURES)));
    lines.add(
        String.format(
            Locale.ROOT,
            "heads: %,d published, the newest is version %,d, %,d answered; %,d breaks in their line,"
                + " %,d unknown heads in answers",
            verdict.heads().published(),
            verdict.heads().newest(),
            verdict.heads().answering(),
            verdict.count(Breach.Promise.LINEAGE),
            verdict.count(Breach.Promise.UNKNOWN_HEAD)));
    verdict
        .deadLetters()
        .forEach(
            (cause, count) ->
                lines.add(String.format(Locale.ROOT, "dead letters of %s: %,d", cause, count)));
    if (verdict.unreadable() > 0) {
      lines.add(String.format(Locale.ROOT, "%,d records cannot be read", verdict.unreadable()));
    }
    verdict.breaches().stream()
        .limit(NAMED)
        .forEach(
            breach ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "BROKEN, %s: %s: %s",
                        breach.promise().words(),
                        breach.subject(),
                        breach.detail())));
    if (verdict.breaches().size() > NAMED) {
      lines.add(String.format(Locale.ROOT, "and %,d more", verdict.breaches().size() - NAMED));
    }
    lines.add(
        verdict.isKept()
            ? "Every promise was kept."
            : String.format(
                Locale.ROOT, "%,d times a promise was broken.", verdict.breaches().size()));
    return lines;
  }

  /**
   * A report in Markdown.
   *
   * @param command that makes it again
   */
  static String markdown(ProveResult result, String command) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "# Proof: %,d faults over %,d images",
            result.faults().size(),
            result.verdict().images().accepted()));
    lines.add("");
    lines.add("`" + command + "`");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "On %s, all on one machine with %d processors; at most %.0f images a second, %.0f s in all."
                + " %,d images and %,d corrupt records were sent; brokers acknowledged %,d records.",
            result.cluster(),
            Runtime.getRuntime().availableProcessors(),
            result.rate(),
            result.seconds(),
            result.sent(),
            result.corrupt(),
            result.acknowledged()));
    lines.add("");
    lines(result.verdict()).forEach(line -> lines.add("* " + line));
    lines.add("");
    lines.add("## By kind of fault");
    lines.add("");
    lines.add(
        "| kind | faults | recovered after, s: median | most | longest silence, s: median | most |");
    lines.add("|---|---|---|---|---|---|");
    Map<FaultKind, List<ProveResult.Outcome>> kinds = new TreeMap<>();
    result
        .faults()
        .forEach(fault -> kinds.computeIfAbsent(fault.kind(), k -> new ArrayList<>()).add(fault));
    kinds.forEach(
        (kind, faults) -> {
          double[] recovered = sorted(faults.stream().map(ProveResult.Outcome::recovered).toList());
          double[] silence = sorted(faults.stream().map(ProveResult.Outcome::silence).toList());
          lines.add(
              String.format(
                  Locale.ROOT,
                  "| %s | %d | %.1f | %.1f | %.1f | %.1f |",
                  kind.name().toLowerCase(Locale.ROOT),
                  faults.size(),
                  recovered[recovered.length / 2],
                  recovered[recovered.length - 1],
                  silence[silence.length / 2],
                  silence[silence.length - 1]));
        });
    lines.add("");
    lines.add(
        "A fault is over when what was killed is started again and what was cut is whole. It is"
            + " recovered from when every image that had been accepted by then is answered, whatever"
            + " other faults came meanwhile. Silence is time without any answer.");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Processes that ended by themselves and were started again: %d.",
            result.endedByThemselves().size()));
    lines.add("");
    lines.add("## What the processes held");
    lines.add("");
    footprints(result.footprints(), lines);
    lines.add("");
    lines.add("## Every fault");
    lines.add("");
    lines.add("| | at, s | what | recovered after, s | longest silence, s |");
    lines.add("|---|---|---|---|---|");
    result
        .faults()
        .forEach(
            fault ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "| %d | %.0f | %s | %.1f | %.1f |",
                        fault.number(),
                        fault.at(),
                        fault.text(),
                        fault.recovered(),
                        fault.silence())));
    lines.add("");
    return String.join("\n", lines);
  }

  private static void footprints(List<Footprint> footprints, List<String> lines) {
    lines.add(
        "Resident memory in MiB / heap in use, garbage included / direct buffers / open files, at"
            + " so many images sent. What was killed meanwhile began anew.");
    lines.add("");
    List<String> names =
        footprints.stream()
            .flatMap(footprint -> footprint.processes().keySet().stream())
            .distinct()
            .toList();
    lines.add("| images | " + String.join(" | ", names) + " | temporary files |");
    lines.add("|---".repeat(names.size() + 2) + "|");
    for (Footprint footprint : footprints) {
      StringBuilder line =
          new StringBuilder(String.format(Locale.ROOT, "| %,d |", footprint.sent()));
      for (String name : names) {
        Footprint.Use use = footprint.processes().get(name);
        line.append(
            use == null
                ? " |"
                : " %s / %s / %s / %s |"
                    .formatted(
                        shown(use.residentMiB()),
                        shown(use.heapMiB()),
                        shown(use.directMiB()),
                        shown(use.files())));
      }
      lines.add(line + String.format(Locale.ROOT, " %,d |", footprint.temporaryFiles()));
    }
  }

  private static String shown(Number value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.0f", value.doubleValue());
  }

  private static double[] sorted(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
