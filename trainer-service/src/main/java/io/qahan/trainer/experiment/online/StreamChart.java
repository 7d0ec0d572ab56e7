package io.qahan.trainer.experiment.online;

import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A panel of accuracy over images seen, with marks on its lines. For one thread. */
public final class StreamChart {
  private final XYChart chart;
  private final double least;

  /**
   * An empty one.
   *
   * @param what whose accuracy it is
   * @param least accuracy that is drawn; marks below it stand on the edge
   */
  public StreamChart(
      String title, String what, int width, int height, double least, LegendPosition legend) {
    this.least = least;
    this.chart =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle("images seen")
            .yAxisTitle(what)
            .build();
    chart.getStyler().setLegendPosition(legend);
    chart.getStyler().setYAxisMin(least).setYAxisMax(1.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
  }

  /** As XChart has it, to be drawn. */
  public XYChart chart() {
    return chart;
  }

  /** The line of a stream. */
  public void line(String name, StreamAnswers answers, Color colour) {
    XYSeries series = chart.addSeries(name, answers.seen(), answers.curve());
    series.setMarker(SeriesMarkers.NONE).setLineColor(colour);
  }

  /**
   * Marks on the line of a stream.
   *
   * @param name of what they mark
   * @param moments images seen by then; none: no marks
   * @param isListed whether the legend has them
   */
  public void marks(
      String name,
      StreamAnswers answers,
      List<? extends Number> moments,
      Marker marker,
      Color colour,
      boolean isListed) {
    if (moments.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            moments.stream().mapToDouble(Number::doubleValue).toArray(),
            moments.stream()
                .mapToDouble(moment -> Math.max(least, answers.at(moment.longValue())))
                .toArray());
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    series.setMarker(marker).setMarkerColor(colour).setShowInLegend(isListed);
  }
}
