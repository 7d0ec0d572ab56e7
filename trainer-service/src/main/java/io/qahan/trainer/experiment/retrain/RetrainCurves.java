package io.qahan.trainer.experiment.retrain;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A panel for each change: accuracy over images, and when the network was replaced. */
final class RetrainCurves {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;
  private static final Color ALONE = new Color(0x7F7F7F);
  private static final Color RETRAINED = new Color(0x1F77B4);

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
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(change.title())
            .xAxisTitle("images seen")
            .yAxisTitle("accuracy of the answers")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.4).setYAxisMax(1.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    IntStream.range(0, plans.size())
        .filter(i -> plans.get(i).change() == change)
        .forEach(i -> add(chart, plans.get(i), results.get(i)));
    return chart;
  }

  private static void add(XYChart chart, RetrainPlan plan, RetrainResult result) {
    Color colour = plan.retrained() ? RETRAINED : ALONE;
    XYSeries line = chart.addSeries(plan.label(), result.seen(), result.curve());
    line.setMarker(SeriesMarkers.NONE).setLineColor(colour);
    if (!plan.retrained()) {
      return;
    }
    marks(chart, result, "alarm", SeriesMarkers.DIAMOND, result.alarms());
    marks(
        chart,
        result,
        "retraining began",
        SeriesMarkers.TRIANGLE_UP,
        result.retrainings().stream().map(RetrainResult.Retrained::began).toList());
    marks(
        chart,
        result,
        "network took over",
        SeriesMarkers.SQUARE,
        result.retrainings().stream()
            .filter(RetrainResult.Retrained::promoted)
            .map(RetrainResult.Retrained::ended)
            .toList());
  }

  private static void marks(
      XYChart chart, RetrainResult result, String name, Marker marker, List<Integer> places) {
    if (places.isEmpty()) {
      return;
    }
    double[] curve = result.curve();
    double[] at = places.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] height =
        places.stream()
            .mapToDouble(
                place -> Math.max(0.4, curve[Math.min(curve.length - 1, place / result.window())]))
            .toArray();
    XYSeries series = chart.addSeries(name, at, height);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker).setMarkerColor(RETRAINED);
  }
}
