package io.qahan.trainer.experiment;

import io.qahan.qubo.Objective;
import io.qahan.qubo.SolveOptions.FirstMask;
import io.qahan.trainer.attention.AttentionOptions;
import io.qahan.trainer.attention.AttentionOptions.Search;
import io.qahan.trainer.attention.Mechanism;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Test accuracy against the quality of the solver: the same training with masks from solvers of all
 * qualities, to see what a better annealer is worth.
 */
final class SolversExperiment implements Experiment {
  private static final List<Integer> SWEEPS = List.of(1, 3, 10, 30, 100);
  private static final int MOST_EPOCHS = 10;
  private static final double LEAST_GAP = 1e-6;

  @Override
  public String name() {
    return "solvers";
  }

  @Override
  public List<PlannedRun> runs(Scale scale) {
    List<PlannedRun> runs = new ArrayList<>();
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    runs.add(run(scale, "auto", "auto (exact)", qaham));
    runs.add(run(scale, "greedy", "greedy", qaham.withSearch(Search.of("greedy"))));
    for (int sweeps : SWEEPS) {
      runs.add(
          run(
              scale,
              "sa-random-" + sweeps,
              "sa, %d sweeps from a random mask".formatted(sweeps),
              qaham.withSearch(annealed(sweeps))));
    }
    runs.add(run(scale, "topk", "top k", qaham.withMechanism(Mechanism.TOPK)));
    runs.add(run(scale, "random", "random blocks", qaham.withMechanism(Mechanism.RANDOM)));
    runs.add(run(scale, "literal", "LITERAL, auto", qaham.withObjective(Objective.LITERAL)));
    runs.add(run(scale, "none", "no attention", qaham.withMechanism(Mechanism.NONE)));
    return runs;
  }

  private static Search annealed(int sweeps) {
    return new Search(
        "sa",
        OptionalInt.of(sweeps),
        OptionalInt.of(1),
        FirstMask.RANDOM,
        Search.of("sa").threads());
  }

  private static PlannedRun run(
      Scale scale, String name, String label, AttentionOptions attention) {
    return new PlannedRun(
        "%s-solver-%s".formatted(scale.datasetName(), name),
        label,
        attention,
        0,
        Math.min(MOST_EPOCHS, scale.epochs()));
  }

  @Override
  public Report report(Scale scale, List<FinishedRun> finished, Path out) throws IOException {
    String png = "solvers-%s.png".formatted(scale.datasetName());
    draw(finished, out.resolve(png));
    return new Report("Quality of the solver and of the model, %s".formatted(scale.datasetName()))
        .paragraph(
            """
            One training a row, everything equal but who chooses the masks. The gap is the mean \
            over the last epoch's training images, relative to the certified lower bound. LITERAL \
            is eq. 7 with the sign as printed.""")
        .runs(finished)
        .picture("Accuracy on all test images against the mean gap of the masks", png);
  }

  private static void draw(List<FinishedRun> finished, Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(460)
            .title("accuracy on all test images")
            .xAxisTitle("mean relative gap of the masks (%s where it is less)".formatted(LEAST_GAP))
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (FinishedRun run : finished) {
      Double gap = run.lastEpoch().masks().gap();
      if (gap != null) {
        chart.addSeries(
            run.plan().label(),
            new double[] {Math.max(LEAST_GAP, gap)},
            new double[] {run.network().last().everyTestImage().accuracy()});
      }
    }
    if (!chart.getSeriesMap().isEmpty()) {
      BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
    }
  }
}
