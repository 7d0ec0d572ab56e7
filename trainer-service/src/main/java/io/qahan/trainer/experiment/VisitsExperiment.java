package io.qahan.trainer.experiment;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.attention.mask.AttentionOptions.Search;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How many places a hard attention may visit, and whether it chooses them: the rivals at 1, 2, 4
 * and 7 whole places, beside QAHAN of as many features and QAHAN of as many places, and beside
 * places that are the same for every image.
 */
final class VisitsExperiment implements Experiment {
  private static final List<Integer> VISITS = List.of(1, 2, 4, 7);
  private static final int MOST_EPOCHS = 20;

  @Override
  public String name() {
    return "visits";
  }

  @Override
  public List<PlannedRun> trials(Scale scale) {
    return LearningRates.trials(scale);
  }

  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
    ConvShape shape = new ConvShape(scale.dataset().open().shape(), 32, 64);
    int places = shape.featureHeight() * shape.featureWidth();
    return IntStream.range(0, scale.seeds())
        .boxed()
        .flatMap(
            seed ->
                VISITS.stream()
                    .filter(visits -> visits < places)
                    .flatMap(visits -> of(scale, visits, visits * shape.outputChannels()).stream())
                    .map(run -> LearningRates.chosen(run, trials).seeded(scale, seed)))
        .toList();
  }

  private static List<PlannedRun> of(Scale scale, int visits, int features) {
    List<PlannedRun> runs = new ArrayList<>();
    AttentionOptions qaham = AttentionOptions.of(Mechanism.QAHAM);
    runs.add(
        run(
            scale,
            visits,
            "qaham-features",
            "QAHAN of as many features",
            qaham.withKept(features)));
    runs.add(
        run(
            scale,
            visits,
            "qaham-places",
            "QAHAN of as many places",
            qaham
                .withLayout(BlockLayout.SPATIAL)
                .withKept(visits)
                .withSearch(Search.of("greedy"))));
    for (Mechanism mechanism :
        List.of(Mechanism.MNIH, Mechanism.ELSAYED, Mechanism.CONSTANT, Mechanism.TOPK)) {
      runs.add(
          run(
              scale,
              visits,
              mechanism.slug(),
              mechanism.title(),
              AttentionOptions.of(mechanism).withKept(features)));
    }
    return runs;
  }

  private static PlannedRun run(
      Scale scale, int visits, String name, String label, AttentionOptions attention) {
    return new PlannedRun(
        "%s-visits%s-%s".formatted(scale.datasetName(), visits, name),
        String.format(Locale.ROOT, "%d visits, %s", visits, label),
        attention,
        0,
        Math.min(MOST_EPOCHS, scale.epochs()));
  }

  @Override
  public Report report(
      Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out) {
    Report report =
        new Report("Visits, %s".formatted(scale.datasetName()))
            .paragraph(
                """
                A visit keeps one place of the feature map with all its 64 channels. QAHAN of as many \
                features keeps 64 single features a visit, QAHAN of as many places whole places (greedy \
                masks); top k keeps the 64 largest features a visit; constant places are the middle and \
                what lies around it, the same for every image.""");
    return LearningRates.report(report, trials).seeds(SeededRuns.of(finished)).runs(finished);
  }
}
