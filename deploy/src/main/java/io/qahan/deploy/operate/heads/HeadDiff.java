package io.qahan.deploy.operate.heads;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far two heads are apart. Distances are Euclidean, over weights and biases.
 *
 * @param same whether all weights are the same
 * @param distance of all weights
 * @param relative the distance divided by the norm of the older head's weights; null if that is 0
 * @param largestChange of one weight, by its absolute value
 * @param byClass the distance of each class's weights and bias
 * @param accuracyGained prequential accuracy of the second head less that of the first
 * @param examplesMore examples that the second was trained on beyond the first
 */
record HeadDiff(
    long from,
    long to,
    boolean same,
    double distance,
    Double relative,
    double largestChange,
    List<Double> byClass,
    double accuracyGained,
    long examplesMore) {

  static HeadDiff of(Head from, Head to) {
    HeadShape shape = from.shape();
    if (!shape.equals(to.shape())) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "Head [%d] is %s and head [%d] is %s: only heads of one shape can be compared.",
              from.version(),
              shape,
              to.version(),
              to.shape()));
    }
    float[] a = from.weights();
    float[] b = to.weights();
    double[] squares = new double[shape.classes()];
    double norm = 0;
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double change = (double) b[i] - a[i];
      squares[classOf(i, shape)] += change * change;
      norm += (double) a[i] * a[i];
      largest = Math.max(largest, Math.abs(change));
    }
    double sum = 0;
    List<Double> byClass = new ArrayList<>();
    for (double square : squares) {
      sum += square;
      byClass.add(Math.sqrt(square));
    }
    return new HeadDiff(
        from.version(),
        to.version(),
        largest == 0,
        Math.sqrt(sum),
        norm == 0 ? null : Math.sqrt(sum / norm),
        largest,
        byClass,
        to.progress().prequentialAccuracy() - from.progress().prequentialAccuracy(),
        to.progress().examples() - from.progress().examples());
  }

  /** W is row-major, one row a class, then come the biases. */
  private static int classOf(int weight, HeadShape shape) {
    int biases = shape.classes() * shape.features();
    return weight < biases ? weight / shape.features() : weight - biases;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "head %d to head %d", from, to));
    lines.add(
        same
            ? "weights          the same"
            : text("distance         %.6g%s", distance, relativeText()));
    if (!same) {
      lines.add(text("largest change   %.6g", largestChange));
      lines.add(
          "by class         "
              + String.join(" ", byClass.stream().map(d -> text("%.4g", d)).toList()));
    }
    lines.add(text("accuracy         %+.4f", accuracyGained));
    lines.add(text("examples         %+d", examplesMore));
    return lines;
  }

  private String relativeText() {
    return relative == null ? "" : text(" (%.3g of the norm of head %d)", relative, from);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
