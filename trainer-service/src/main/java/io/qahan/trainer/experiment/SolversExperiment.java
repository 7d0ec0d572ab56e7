package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.experiment.online.OnlineImages;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Interval;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Test accuracy against the quality of the solver: the same training with masks from solvers of all
 * qualities, good ones and spoilt ones, to see what a better annealer is worth.
 */
final class SolversExperiment implements Experiment {
  private static final List<Integer> SWEEPS = List.of(1, 3, 10, 30, 100);

  /** Parts of the optimum's attention energy, between those that solvers leave. */
  private static final List<Double> SHARES = List.of(0.7, 0.5, 0.2, 0.1, 0.04, 0.01);

  private static final List<Integer> PLACES = List.of(4, 10);

  /** Without a better mask, of one read: more would take hours. */
  private static final int TABU_STEPS = 60;

  private static final int MOST_EPOCHS = 10;
  private static final int JUDGED_IMAGES = 500;
  private static final double LEAST_SHARE = 1e-3;

  @Override
  public String name() {
    return "solvers";
  }

  @Override
  public boolean isOfHistories() {
    return false;
  }

  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
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
    for (double share : SHARES) {
      runs.add(
          run(
              scale,
              "share-" + share,
              "auto, spoilt to " + share,
              qaham.withSearch(qaham.search().spoilt(share))));
    }
    for (int sweeps : List.of(2, 10)) {
      runs.add(
          run(
              scale,
              "sa-every-block-" + sweeps,
              String.format(Locale.ROOT, "sa of every block, sweeps: %d", sweeps),
              qaham.withSearch(Search.of("sa").withEffort(sweeps, 1).unaided().ofEveryBlock())));
    }
    runs.add(run(scale, "topk", "top k", qaham.withMechanism(Mechanism.TOPK)));
    runs.add(run(scale, "random", "random blocks", qaham.withMechanism(Mechanism.RANDOM)));
    runs.add(run(scale, "literal", "LITERAL, auto", qaham.withObjective(Objective.LITERAL)));
    runs.add(run(scale, "none", "no attention", qaham.withMechanism(Mechanism.NONE)));
    ConvShape shape = new ConvShape(scale.dataset().open().shape(), 1, 1);
    PLACES.stream()
        .filter(kept -> kept < shape.featureHeight() * shape.featureWidth())
        .forEach(kept -> places(scale, kept, runs));
    return runs;
  }

  /** Blocks are places of the feature map with all their channels, neighbours in two dimensions. */
  private static void places(Scale scale, int kept, List<PlannedRun> runs) {
    AttentionOptions places =
        AttentionOptions.of(Mechanism.QAHAM).withLayout(BlockLayout.SPATIAL).withKept(kept);
    BiConsumer<String, AttentionOptions> add =
        (name, attention) ->
            runs.add(
                run(
                    scale,
                    "places-%s-%s".formatted(kept, name),
                    "%s places, %s".formatted(kept, name.replace('-', ' ')),
                    attention));
    add.accept("tabu", places.withSearch(Search.of("tabu").withEffort(TABU_STEPS, 1)));
    add.accept("greedy", places.withSearch(Search.of("greedy")));
    add.accept("sa-10-sweeps", places.withSearch(Search.of("sa").withEffort(10, 1).unaided()));
    add.accept("spoilt-to-0.5", places.withSearch(Search.of("greedy").spoilt(0.5)));
    add.accept("top-k", places.withMechanism(Mechanism.TOPK));
    add.accept("random", places.withMechanism(Mechanism.RANDOM));
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
  public Report report(Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out)
      throws IOException {
    OnlineImages images = OnlineImages.of(scale.dataset().open(), JUDGED_IMAGES, scale.seed());
    int tested = scale.dataset().open().test().size();
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
                own solver chose the masks of %d images once more, and each was held against the best \
                one of the same features (the certified optimum for single features, auto's for \
                places), with the SALIENT energy as the measure for all: excess is the mean of \
                (E - E*) / |E*|, attention the mean share of the best one's attention energy (eq. 10). \
                Spoilt: kept blocks of the best mask are exchanged for others at random until that share \
                is left. Each sa is one annealing from a random mask without the descent that the solver \
                ends with otherwise, as an annealer gives it; a sweep is one temperature, of one sweep \
                the coldest. Unless it says every block, sa proposes to keep only blocks of the largest \
                norms (464 of 3,136). LITERAL is eq. 7 with the sign as printed. Places: a block is one \
                place of the feature map with all its channels. ± is two standard errors on so many test \
                images: of one seed, so differences less than about one and a half of it may be chance.\
                """,
                images.size()))
        .table(
            List.of("training", "excess", "attention", "accuracy on all test images"),
            judged.stream().map(each -> each.cells(tested)).toList())
        .picture(
            "Accuracy on all test images against the share of attention energy that masks keep",
            png)
        .runs(finished);
  }

  private record Judged(FinishedRun run, MaskQuality quality) {
    double accuracy() {
      return run.network().last().everyTestImage().accuracy();
    }

    List<String> cells(int tested) {
      return List.of(
          run.plan().label(),
          Report.digits(quality.excess()),
          Report.digits(quality.attention()),
          Interval.ofShare(accuracy(), tested).text());
    }
  }

  private static void draw(List<Judged> judged, Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(460)
            .title("accuracy on all test images")
            .xAxisTitle("share of the attention energy (%s where less)".formatted(LEAST_SHARE))
            .build();
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    for (Judged each : judged) {
      chart.addSeries(
          each.run().plan().label(),
          new double[] {Math.max(LEAST_SHARE, each.quality().attention())},
          new double[] {each.accuracy()});
    }
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
  }
}
