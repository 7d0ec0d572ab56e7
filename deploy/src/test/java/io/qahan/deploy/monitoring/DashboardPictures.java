package io.qahan.deploy.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the panels of the dashboards from a Prometheus, for the READMEs and for machines without
 * Grafana: {@code DashboardPictures URL FROM TO DIRECTORY}, times in seconds since 1970.
 */
public final class DashboardPictures {
  private static final int COLUMN = 50; // pixels of a column and of a row of Grafana's grid
  private static final int ROW = 27;
  private static final int STEPS = 150;
  private static final String RATE_INTERVAL = "20s";

  private final String url;
  private final long from;
  private final long to;

  private DashboardPictures(String url, long from, long to) {
    this.url = url;
    this.from = from;
    this.to = to;
  }

  public static void main(String[] arguments) throws Exception {
    DashboardPictures pictures =
        new DashboardPictures(
            arguments[0], Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    Map<String, List<DashboardPanel>> dashboards =
        DashboardPanel.readAll().stream()
            .collect(
                Collectors.groupingBy(
                    DashboardPanel::dashboard, TreeMap::new, Collectors.toList()));
    for (Map.Entry<String, List<DashboardPanel>> dashboard : dashboards.entrySet()) {
      Path file = Path.of(arguments[3], dashboard.getKey() + ".png");
      ImageIO.write(pictures.draw(dashboard.getValue()), "png", file.toFile());
      System.out.println(file);
    }
  }

  private BufferedImage draw(List<DashboardPanel> panels) throws Exception {
    int bottom = panels.stream().mapToInt(p -> p.cell().get(1) + p.cell().get(3)).max().orElse(1);
    BufferedImage image = new BufferedImage(24 * COLUMN, bottom * ROW, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    for (DashboardPanel panel : panels) {
      Graphics2D part =
          (Graphics2D)
              graphics.create(
                  panel.cell().get(0) * COLUMN,
                  panel.cell().get(1) * ROW,
                  panel.cell().get(2) * COLUMN,
                  panel.cell().get(3) * ROW);
      draw(panel, part);
      part.dispose();
    }
    graphics.dispose();
    return image;
  }

  private void draw(DashboardPanel panel, Graphics2D graphics) throws Exception {
    int width = panel.cell().get(2) * COLUMN;
    int height = panel.cell().get(3) * ROW;
    boolean small = height < 5 * ROW; // Grafana shows one number there
    XYChart chart = new XYChartBuilder().width(width).height(height).title(panel.title()).build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisDecimalPattern("#.#' min'");
    chart.getStyler().setLegendVisible(!small);
    String numbers = panel.unit().equals("percentunit") ? "0.##%" : "#,##0.####";
    chart.getStyler().setYAxisDecimalPattern(numbers);
    for (DashboardPanel.Query query : panel.queries()) {
      for (JsonNode series : range(query.over(RATE_INTERVAL))) {
        add(chart, query.legend(), series);
      }
    }
    if (chart.getSeriesMap().isEmpty()) {
      graphics.setColor(Color.GRAY);
      graphics.drawString(panel.title() + ": nothing to show in this run", 20, height / 2);
    } else {
      if (small) {
        double[] values = chart.getSeriesMap().values().iterator().next().getYData();
        String last = new DecimalFormat(numbers).format(values[values.length - 1]);
        chart.setTitle(panel.title() + ": " + last);
      }
      chart.paint(graphics, width, height);
    }
  }

  private void add(XYChart chart, String legend, JsonNode series) {
    List<Double> minutes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (JsonNode sample : series.get("values")) {
      double value = Double.parseDouble(sample.get(1).asText());
      if (Double.isFinite(value)) {
        minutes.add((sample.get(0).asDouble() - from) / 60);
        values.add(value);
      }
    }
    if (!values.isEmpty()) {
      String name = named(legend, series.get("metric"));
      String unique = chart.getSeriesMap().containsKey(name) ? name + " " : name;
      chart.addSeries(unique, minutes, values).setMarker(SeriesMarkers.NONE);
    }
  }

  private static String named(String legend, JsonNode labels) {
    String name = legend;
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      name = name.replace("{{" + label.getKey() + "}}", label.getValue().asText());
    }
    return name;
  }

  private JsonNode range(String expression) throws IOException, InterruptedException {
    String path =
        "/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(expression, StandardCharsets.UTF_8),
                from,
                to,
                Math.max(1, (to - from) / STEPS));
    return JsonMapper.builder().build().readTree(Scrape.text(url + path)).at("/data/result");
  }
}
