package io.qahan.trainer.experiment.retrain;

import io.qahan.trainer.experiment.online.StreamChart;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A panel for each change: accuracy over images, and when the network was replaced. */
final class RetrainCurves {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final Map<RetrainPlan.Answer, Color> COLOURS =
      Map.of(
          RetrainPlan.Answer.HEAD_ALONE, new Color(0x7F7F7F),
          RetrainPlan.Answer.BOOST, new Color(0xFF7F0E),
          RetrainPlan.Answer.RETRAINED, new Color(0x1F77B4),
          RetrainPlan.Answer.BOTH, new Color(0x2CA02C));

  private static final double LEAST_BELOW = 0.5;

  private RetrainCurves() {}

  static void draw(List<RetrainPlan> plans, List<RetrainResult> results, Path png)
      throws IOException {
    List<XYChart> panels =
        plans.stream()
            .map(RetrainPlan::change)
            .distinct()
            .map(change -> panel(change, plans, results))
            .toList();
    BitmapEncoder.saveBitmap(panels, panels.size(), 1, png.toString(), BitmapFormat.PNG);
  }

  private static XYChart panel(
      StreamChange change, List<RetrainPlan> plans, List<RetrainResult> results) {
    StreamChart chart =
        new StreamChart(
            change.title(),
            "accuracy of the answers",
            WIDTH,
            HEIGHT,
            least(results),
            LegendPosition.OutsideE);
    IntStream.range(0, plans.size())
        .filter(i -> plans.get(i).change() == change)
        .forEach(i -> add(chart, plans.get(i), results.get(i)));
    return chart.chart();
  }

  /** From where on there is something to see, the first windows of a change aside. */
  private static double least(List<RetrainResult> results) {
    double before = results.stream().mapToDouble(RetrainResult::before).min().orElseThrow();
    return Math.max(0, Math.floor(10 * before) / 10 - LEAST_BELOW);
  }

  private static void add(StreamChart chart, RetrainPlan plan, RetrainResult result) {
    chart.line(plan.answer().title(), result.answers(), COLOURS.get(plan.answer()));
    if (plan.answer()
        == RetrainPlan.Answer.BOTH) { // what a trainer does; marks of two are a muddle
      mark(chart, result, "alarm", SeriesMarkers.DIAMOND, result.alarms());
      mark(
          chart,
          result,
          "retraining began",
          SeriesMarkers.TRIANGLE_UP,
          result.retrainings().stream().map(RetrainResult.Retrained::began).toList());
      mark(
          chart,
          result,
          "network took over",
          SeriesMarkers.SQUARE,
          result.retrainings().stream()
              .filter(RetrainResult.Retrained::promoted)
              .map(RetrainResult.Retrained::ended)
              .toList());
    }
  }

  private static void mark(
      StreamChart chart, RetrainResult result, String name, Marker marker, List<Integer> moments) {
    chart.marks(
        name, result.answers(), moments, marker, COLOURS.get(RetrainPlan.Answer.RETRAINED), true);
  }
}
