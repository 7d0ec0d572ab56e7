package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.GridSize;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.attention.mask.Reading;
import io.qahan.trainer.attention.mask.Reading.MaskEvery;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.network.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the paper may have done: its sign or the reversed one, a mask found so often or so seldom,
 * on features before or after the second ReLU, and tested with test images or with those that were
 * learned from. The paper's text fixes none of these.
 */
final class ReadingsExperiment implements Experiment {
  private static final int MOST_EPOCHS = 20;
  private static final int SIDE = 56;
  private static final int HALF = 28;

  /** A figure of a loss below this differs from 0 by nothing that counts. */
  private static final double NOTHING = 1e-5;

  @Override
  public String name() {
    return "readings";
  }

  /** Those that tell most come first. */
  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    List<PlannedRun> runs = new ArrayList<>();
    runs.add(run(scale, "none", "no attention", AttentionOptions.of(Mechanism.NONE)));
    runs.add(
        run(
            scale,
            "never",
            "never: a random half is kept",
            qaham
                .withSearch(qaham.search().fromRandom())
                .withReading(new Reading(MaskEvery.NEVER, false))));
    AttentionOptions literal =
        qaham.withObjective(Objective.LITERAL).withSearch(Search.of("greedy"));
    for (boolean before : new boolean[] {false, true}) {
      for (MaskEvery every :
          List.of(MaskEvery.ONCE, MaskEvery.IMAGE, MaskEvery.BATCH, MaskEvery.EPOCH)) {
        runs.add(reading(scale, literal, new Reading(every, before)));
        runs.add(reading(scale, qaham, new Reading(every, before)));
      }
    }
    if (scale.datasetName().equals("mnist") || scale.datasetName().equals("sample")) {
      AttentionOptions rows = literal.withBlocks(new GridSize(SIDE, 1));
      AttentionOptions salient = rows.withObjective(Objective.SALIENT);
      runs.add(run(scale, "literal-rows", "LITERAL, 56 rows, k = 28", rows.withKept(HALF)));
      runs.add(
          run(scale, "literal-rows-k100", "LITERAL, 56 rows, k = 100 > n", rows.withKept(100)));
      runs.add(run(scale, "salient-rows", "SALIENT, 56 rows, k = 28", salient.withKept(HALF)));
    }
    return runs;
  }

  private static PlannedRun reading(Scale scale, AttentionOptions attention, Reading reading) {
    String sign = attention.objective().name();
    return run(
        scale,
        "%s-%s-%s"
            .formatted(
                sign.toLowerCase(Locale.ROOT),
                reading.every().slug(),
                reading.beforeRelu() ? "before" : "after"),
        "%s, a mask %s, %s ReLU"
            .formatted(sign, often(reading.every()), reading.beforeRelu() ? "before" : "after"),
        attention.withReading(reading));
  }

  private static String often(MaskEvery every) {
    return switch (every) {
      case IMAGE -> "each image";
      case BATCH -> "each batch";
      case EPOCH -> "each epoch";
      case ONCE -> "once, then kept";
      case NEVER -> "never";
    };
  }

  private static PlannedRun run(
      Scale scale, String name, String label, AttentionOptions attention) {
    return new PlannedRun(
        "%s-reading-%s".formatted(scale.datasetName(), name),
        label,
        attention,
        0,
        Math.min(MOST_EPOCHS, scale.epochs()));
  }

  @Override
  public Report report(
      Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out) {
    List<Row> rows =
        finished.stream()
            .flatMap(
                run ->
                    Stream.of(
                        new Row(run, "test", run.network().last().everyTestImage()),
                        new Row(run, "training", run.network().last().trainingImages())))
            .toList();
    List<List<String>> cells = new ArrayList<>();
    List<String> paper = PaperClaims.ranges();
    cells.add(
        List.of(
            "**the paper's QAHAN, MNIST**",
            "?",
            "70",
            paper.get(0),
            paper.get(1),
            paper.get(2),
            paper.get(3),
            "4"));
    rows.forEach(row -> cells.add(row.cells()));
    return new Report("Readings of the paper, %s".formatted(scale.datasetName()))
        .paragraph(
            """
            The paper leaves open what decides its figures, so each way to read it is a training here, \
            everything else equal. Sign: LITERAL is eq. 7 as printed, SALIENT the reversed one. A mask \
            each image, batch or epoch, once, or never; one that images share is that of their mean \
            features (ours: the paper does not say of what). Before or after the second ReLU: where the \
            mask is found and put on (before it, the ReLU follows the mask). Tested with: all test \
            images, or the images that were learned from. LITERAL's masks and those of rows are \
            greedy's, which is at LITERAL's optimum, 0, wherever enough features are zero; SALIENT's \
            others are certified optima. k = 100 unless said; with k above the number of rows the count \
            term pays for every row that is kept.""")
        .table(
            List.of(
                "reading",
                "tested with",
                "epochs",
                "training accuracy, dropout",
                "training loss, dropout",
                "test accuracy",
                "test loss",
                "in range, of 4"),
            cells)
        .section("What the paper most likely did")
        .paragraph(inference(rows))
        .runs(finished);
  }

  /** What can be said by the table alone. */
  private static String inference(List<Row> rows) {
    List<Row> nearest =
        rows.stream()
            .sorted(
                Comparator.comparingInt((Row row) -> -row.inRange())
                    .thenComparingDouble(Row::missing))
            .limit(3)
            .toList();
    StringBuilder text =
        new StringBuilder(
            "This is inference, not the paper's word. Nearest to its figures (most in range, then the"
                + " smallest sum over the four of how far each is out of its range, as the logarithm of"
                + " errors and losses): ");
    for (int i = 0; i < nearest.size(); i++) {
      Row row = nearest.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%s%d. %s, tested with %s images (%d of 4 in range, %.2f out)",
              i == 0 ? "" : "; ",
              i + 1,
              row.run().plan().label(),
              row.tested(),
              row.inRange(),
              row.missing()));
    }
    long learned = rows.stream().filter(row -> row.isLowestLoss()).count();
    text.append(
        String.format(
            Locale.ROOT,
            ". A test loss as low as the paper's lowest, 0.0002, is in %d of %d rows after so many"
                + " epochs.",
            learned,
            rows.size()));
    return text.toString();
  }

  /**
   * A training, tested in one way.
   *
   * @param tested with which images
   */
  private record Row(FinishedRun run, String tested, Score test) {
    private Score train() {
      return run.lastEpoch().train();
    }

    int inRange() {
      return PaperClaims.inRange(train(), test);
    }

    double missing() {
      return out(1 - train().accuracy(), 0.001, 0.004)
          + out(train().loss(), 0.003, 0.013)
          + out(1 - test.accuracy(), 0, 0.01)
          + out(test.loss(), 0.0002, 0.058);
    }

    boolean isLowestLoss() {
      return test.loss() <= 0.0002;
    }

    private static double out(double value, double low, double high) {
      double positive = Math.max(NOTHING, value);
      return Math.max(
          0, Math.max(Math.log(Math.max(NOTHING, low) / positive), Math.log(positive / high)));
    }

    List<String> cells() {
      return List.of(
          run.plan().label(),
          tested,
          Integer.toString(run.epochs().size()),
          Report.digits(train().accuracy()),
          Report.digits(train().loss()),
          Report.digits(test.accuracy()),
          Report.digits(test.loss()),
          Integer.toString(inRange()));
    }
  }
}
