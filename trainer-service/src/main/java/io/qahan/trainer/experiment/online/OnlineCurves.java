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
    StreamChart chart =
        new StreamChart(
            title, "accuracy of the live head", WIDTH, HEIGHT, 0.0, LegendPosition.OutsideS);
    List<OnlineResult> here = results.stream().filter(shown).toList();
    for (int i = 0; i < here.size(); i++) {
      add(chart, here.get(i), COLOURS.get(i % COLOURS.size()));
    }
    return chart.chart();
  }

  private static void add(StreamChart chart, OnlineResult result, Color colour) {
    String label = result.plan().label();
    chart.line(label, result.answers(), colour);
    chart.marks(
        label + ": drift",
        result.answers(),
        result.drifts().stream().map(at -> at + result.plan().delay()).toList(),
        SeriesMarkers.DIAMOND,
        colour,
        false);
  }
}
