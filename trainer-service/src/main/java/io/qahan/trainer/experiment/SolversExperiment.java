package io.qahan.trainer.experiment;

import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.experiment.online.OnlineImages;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final int JUDGED_IMAGES = 500;
  private static final double LEAST_EXCESS = 1e-4;

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
              "sa-" + sweeps,
              String.format(Locale.ROOT, "sa, sweeps: %d", sweeps),
              qaham.withSearch(Search.of("sa").withEffort(sweeps, 1).unaided())));
    }
    runs.add(run(scale, "topk", "top k", qaham.withMechanism(Mechanism.TOPK)));
    runs.add(run(scale, "random", "random blocks", qaham.withMechanism(Mechanism.RANDOM)));
    runs.add(run(scale, "literal", "LITERAL, auto", qaham.withObjective(Objective.LITERAL)));
    runs.add(run(scale, "none", "no attention", qaham.withMechanism(Mechanism.NONE)));
    return runs;
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
    OnlineImages images = OnlineImages.of(scale.dataset().open(), JUDGED_IMAGES, scale.seed());
    List<Judged> judged = new ArrayList<>();
    for (FinishedRun run : finished) {
      if (run.plan().attention().mechanism() != Mechanism.NONE) {
        judged.add(new Judged(run, MaskQuality.of(run, images)));
      }
    }
    String png = "solvers-%s.png".formatted(scale.datasetName());
    draw(judged, out.resolve(png));
    return new Report("Quality of the solver and of the model, %s".formatted(scale.datasetName()))
        .paragraph(
            String.format(
                Locale.ROOT,
                """
                One training a row, everything equal but who chooses the masks. After the training its \
                own solver chose the masks of %d images once more, and each was held against the \
                certified optimum of the same features, with the SALIENT energy as the measure for \
                all: excess is the mean of (E - E*) / |E*|, attention the mean share of the optimum's \
                attention energy (eq. 10). Each sa is one annealing from a random mask without the \
                descent that the solver ends with otherwise, as an annealer gives it; a sweep is one \
                temperature. LITERAL is eq. 7 with the sign as printed.\
                """,
                images.size()))
        .table(
            List.of("training", "excess", "attention", "accuracy on all test images"),
            judged.stream().map(Judged::cells).toList())
        .picture("Accuracy on all test images against the mean excess energy of the masks", png)
        .runs(finished);
  }

  private record Judged(FinishedRun run, MaskQuality quality) {
    double accuracy() {
      return run.network().last().everyTestImage().accuracy();
    }

    List<String> cells() {
      return List.of(
          run.plan().label(),
          Report.digits(quality.excess()),
          Report.digits(quality.attention()),
          Report.digits(accuracy()));
    }
  }

  private static void draw(List<Judged> judged, Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(460)
            .title("accuracy on all test images")
            .xAxisTitle("mean excess energy of the masks (%s where less)".formatted(LEAST_EXCESS))
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (Judged each : judged) {
      chart.addSeries(
          each.run().plan().label(),
          new double[] {Math.max(LEAST_EXCESS, each.quality().excess())},
          new double[] {each.accuracy()});
    }
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
  }
}
