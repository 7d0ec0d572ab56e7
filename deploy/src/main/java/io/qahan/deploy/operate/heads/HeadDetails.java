package io.qahan.deploy.operate.heads;

import io.qahan.ingest.head.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One head, with what can be said of its weights.
 *
 * @param head the rest
 * @param norms Euclidean norm of each class's weights, without the bias
 * @param biases of each class
 */
record HeadDetails(HeadRow head, List<Double> norms, List<Float> biases) {
  static HeadDetails of(Head head, boolean live) {
    float[] weights = head.weights();
    int classes = head.shape().classes();
    int features = head.shape().features();
    List<Double> norms = new ArrayList<>();
    List<Float> biases = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      double squares = 0;
      for (int f = 0; f < features; f++) {
        double weight = weights[c * features + f];
        squares += weight * weight;
      }
      norms.add(Math.sqrt(squares));
      biases.add(weights[classes * features + c]);
    }
    return new HeadDetails(HeadRow.of(head, live), norms, biases);
  }

  List<String> lines() {
    String parent = head.parent() < 0 ? "none" : Long.toString(head.parent());
    return List.of(
        "version          " + head.version() + (head.live() ? " (live)" : ""),
        "parent           " + parent,
        "restored from    " + (head.restoredFrom() == null ? "none" : head.restoredFrom()),
        "published        " + head.publishedAt(),
        "steps            " + head.steps(),
        "examples         " + head.examples(),
        "corrections      " + head.corrections(),
        text("loss             %.4f", head.prequentialLoss()),
        text("accuracy         %.4f", head.prequentialAccuracy()),
        "last drift       " + (head.lastDrift() == null ? "none" : "example " + head.lastDrift()),
        String.format(
            Locale.ROOT,
            "shape            %d classes x %d features",
            head.classes(),
            head.features()),
        "conv stack       " + head.convVersion(),
        "sha256           " + head.sha256(),
        "norm by class    " + joined(norms),
        "bias by class    " + joined(biases));
  }

  private static String joined(List<? extends Number> values) {
    return String.join(" ", values.stream().map(v -> text("%.4g", v.doubleValue())).toList());
  }

  private static String text(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
