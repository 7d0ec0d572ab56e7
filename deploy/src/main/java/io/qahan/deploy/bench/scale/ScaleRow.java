package io.qahan.deploy.bench.scale;

import io.qahan.deploy.process.ProcessCluster;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What a cluster of one size cost at one rate.
 *
 * @param rate images a second
 * @param steady whether processor time an image had stopped falling when it was measured
 * @param repeats one after the other, at least one
 * @param restPercent of a core, by kind, all instances together, without any image; empty unless
 *     measured
 * @param residentMiB memory of an instance, by kind, the mean where there are several
 * @param bytesPerImage what an image adds to the log of each topic, one copy
 */
record ScaleRow(
    ClusterSize size,
    double rate,
    boolean steady,
    List<Repeat> repeats,
    Map<String, Double> restPercent,
    Map<String, Integer> residentMiB,
    Map<String, Double> bytesPerImage) {
  private static final List<String> KINDS =
      List.of(
          ProcessCluster.BROKER,
          ProcessCluster.INGEST,
          ProcessCluster.WORKER,
          ProcessCluster.TRAINER);

  /** The headings of {@link #line}, as Markdown. */
  static final List<String> HEADINGS =
      List.of(
          "| ingest | workers | partitions | brokers | images/s | ms an image (of repeats) | broker"
              + " | ingest | worker | trainer | answered, twice, degraded | p50, p99 ms"
              + " | bytes an image | at rest, % of a core | MiB of a broker, ingest, worker, trainer |",
          "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");

  /**
   * One measurement.
   *
   * @param p50 from when an image was due until its answer was visible, in milliseconds
   * @param cpuMs processor time for one image by kind of process, all instances together
   */
  record Repeat(
      int images,
      int answered,
      int duplicates,
      int degraded,
      int deadLetters,
      double p50,
      double p99,
      Map<String, Double> cpuMs) {
    double cpu() {
      return sum(cpuMs);
    }

    /** Whether each image was answered once. */
    boolean sound() {
      return answered == images && duplicates == 0 && deadLetters == 0;
    }
  }

  /** The middle one by processor time; of two the dearer one. */
  Repeat median() {
    return repeats.stream()
        .sorted(Comparator.comparingDouble(Repeat::cpu))
        .toList()
        .get(repeats.size() / 2);
  }

  boolean sound() {
    return repeats.stream().allMatch(Repeat::sound);
  }

  /** As a row of a table in Markdown. */
  String line() {
    Repeat median = median();
    double least = repeats.stream().mapToDouble(Repeat::cpu).min().orElseThrow();
    double most = repeats.stream().mapToDouble(Repeat::cpu).max().orElseThrow();
    StringBuilder line = new StringBuilder();
    line.append(
        text(
            "| %d | %d | %d | %s | %.0f | %.2f (%.2f to %.2f)%s |",
            size.ingest(),
            size.workers(),
            size.partitions(),
            size.brokers(),
            rate,
            median.cpu(),
            least,
            most,
            steady ? "" : ", still falling"));
    KINDS.forEach(kind -> line.append(text(" %.2f |", median.cpuMs().getOrDefault(kind, 0.0))));
    line.append(
        text(
            " %d, %d, %d | %.0f, %.0f | %.0f |",
            sum(Repeat::answered),
            sum(Repeat::duplicates),
            sum(Repeat::degraded),
            median.p50(),
            median.p99(),
            sum(bytesPerImage)));
    line.append(restPercent.isEmpty() ? " |" : text(" %.1f |", sum(restPercent)));
    line.append(' ');
    line.append(
        String.join(
            ", ", KINDS.stream().map(kind -> String.valueOf(residentMiB.get(kind))).toList()));
    return line.append(" |").toString();
  }

  private int sum(ToIntFunction<Repeat> count) {
    return repeats.stream().mapToInt(count).sum();
  }

  private static double sum(Map<String, Double> parts) {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
