package io.qahan.trainer.experiment.online;

import io.qahan.trainer.attention.Mechanism;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Four panels of accuracy over images seen, with a diamond where drift was noticed. */
final class OnlineCurves {
  private static final int WIDTH = 600;
  private static final int HEIGHT = 420;
  private static final int COLUMNS = 2;

  /** One a stream of a panel: its line and its diamonds. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x1F77B4),
          new Color(0xFF7F0E),
          new Color(0x9467BD),
          new Color(0x2CA02C),
          new Color(0xD62728),
          new Color(0x8C564B),
          new Color(0x7F7F7F));

  private OnlineCurves() {}

  static void draw(List<OnlineResult> results, Path png) throws IOException {
    List<XYChart> panels =
        List.of(
            panel(
                "no drift, mechanisms",
                results,
                r ->
                    r.plan().drift() == PlantedDrift.NONE
                        && r.plan().delay() == results.get(0).plan().delay()),
            panel(
                "no drift, delay of the labels",
                results,
                r ->
                    r.plan().drift() == PlantedDrift.NONE
                        && r.plan().mechanism() == Mechanism.QAHAM
                        && r.plan().gated()),
            panel("classes permuted", results, r -> r.plan().drift() == PlantedDrift.CLASSES),
            panel("contrast inverted", results, r -> r.plan().drift() == PlantedDrift.CONTRAST));
    BitmapEncoder.saveBitmap(
        panels, panels.size() / COLUMNS, COLUMNS, png.toString(), BitmapFormat.PNG);
  }

  private static XYChart panel(
      String title, List<OnlineResult> results, Predicate<OnlineResult> shown) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("images seen")
            .yAxisTitle("accuracy of the live head")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    List<OnlineResult> here = results.stream().filter(shown).toList();
    for (int i = 0; i < here.size(); i++) {
      add(chart, here.get(i), COLOURS.get(i % COLOURS.size()));
    }
    return chart;
  }

  private static void add(XYChart chart, OnlineResult result, Color colour) {
    double[] curve = result.curve();
    XYSeries series = chart.addSeries(result.plan().label(), result.seen(), curve);
    series.setMarker(SeriesMarkers.NONE).setLineColor(colour);
    if (result.drifts().isEmpty()) {
      return;
    }
    double[] at = result.drifts().stream().mapToDouble(d -> d + result.plan().delay()).toArray();
    double[] height = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      height[i] = curve[(int) Math.min(curve.length - 1L, (long) at[i] / result.window())];
    }
    XYSeries alarms = chart.addSeries(result.plan().label() + ": drift", at, height);
    alarms.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    alarms.setMarker(SeriesMarkers.DIAMOND).setMarkerColor(colour).setShowInLegend(false);
  }
}
