package io.qahan.trainer.experiment.report;

import io.qahan.trainer.paper.history.Epoch;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Four panels of curves over the epochs, one curve a training (Figs. 2, 3, 6 and 7). */
public final class Curves {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 360;
  private static final int COLUMNS = 2;

  private Curves() {}

  /** Training and test, accuracy above and loss below. */
  public static void draw(List<FinishedRun> runs, Path png) throws IOException {
    List<XYChart> panels =
        List.of(
            panel("training accuracy", runs, epoch -> epoch.train().accuracy()),
            panel("test accuracy", runs, epoch -> epoch.test().accuracy()),
            panel("training loss", runs, epoch -> epoch.train().loss()),
            panel("test loss", runs, epoch -> epoch.test().loss()));
    BitmapEncoder.saveBitmap(
        panels, panels.size() / COLUMNS, COLUMNS, png.toString(), BitmapFormat.PNG);
  }

  private static XYChart panel(
      String title, List<FinishedRun> runs, ToDoubleFunction<Epoch> value) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (FinishedRun run : runs) {
      double[] epochs = run.epochs().stream().mapToDouble(Epoch::number).toArray();
      double[] values = run.epochs().stream().mapToDouble(value).toArray();
      chart.addSeries(run.plan().label(), epochs, values).setMarker(SeriesMarkers.NONE);
    }
    return chart;
  }
}
