package io.qahan.deploy.operate.heads;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What is said of a head in a list.
 *
 * @param parent the version it was trained from; -1 for none
 * @param restoredFrom the version whose weights it repeats; null if none
 * @param publishedAt ISO 8601
 * @param examples labelled examples trained on so far
 * @param corrections how many of them corrected the label of an earlier one
 * @param prequentialLoss mean cross entropy before training on the examples scored last
 * @param prequentialAccuracy share of them classified rightly, 0 to 1
 * @param lastDrift the example at which drift was last noticed; null if it never was
 * @param live whether it is the one that is served
 */
record HeadRow(
    long version,
    long parent,
    Long restoredFrom,
    String publishedAt,
    long steps,
    long examples,
    long corrections,
    double prequentialLoss,
    double prequentialAccuracy,
    Long lastDrift,
    int classes,
    int features,
    String convVersion,
    String sha256,
    boolean live) {
  static final List<String> COLUMNS =
      List.of(
          "version",
          "parent",
          "restored",
          "published",
          "steps",
          "examples",
          "loss",
          "accuracy",
          "sha256",
          "");

  static HeadRow of(Head head, boolean live) {
    HeadProgress progress = head.progress();
    return new HeadRow(
        head.version(),
        head.lineage().parent(),
        nullable(head.lineage().restoredFrom()),
        progress.publishedAt().toString(),
        progress.steps(),
        progress.examples(),
        progress.corrections(),
        progress.prequentialLoss(),
        progress.prequentialAccuracy(),
        nullable(progress.lastDrift()),
        head.shape().classes(),
        head.shape().features(),
        head.shape().convVersion(),
        head.sha256(),
        live);
  }

  private static Long nullable(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  HeadRow asLive() {
    return new HeadRow(
        version,
        parent,
        restoredFrom,
        publishedAt,
        steps,
        examples,
        corrections,
        prequentialLoss,
        prequentialAccuracy,
        lastDrift,
        classes,
        features,
        convVersion,
        sha256,
        true);
  }

  List<String> cells() {
    return List.of(
        Long.toString(version),
        Long.toString(parent),
        restoredFrom == null ? "" : restoredFrom.toString(),
        publishedAt,
        Long.toString(steps),
        Long.toString(examples),
        String.format(Locale.ROOT, "%.4f", prequentialLoss),
        String.format(Locale.ROOT, "%.4f", prequentialAccuracy),
        sha256.substring(0, 8),
        live ? "live" : "");
  }
}
