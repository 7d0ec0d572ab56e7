package io.qahan.trainer.experiment;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Curves;
import io.qahan.trainer.experiment.report.Evidence;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Figs. 2 and 3: accuracy and loss of the three mechanisms, and of the network without. */
final class ClassificationExperiment implements Experiment {
  private static final Evidence ENOUGH = new Evidence(50_000, 20);

  @Override
  public String name() {
    return "classification";
  }

  @Override
  public List<PlannedRun> trials(Scale scale) {
    return LearningRates.trials(scale);
  }

  /** All kinds with the first seed, then all with the next: so it can be broken off anywhere. */
  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
    return IntStream.range(0, scale.seeds())
        .boxed()
        .flatMap(
            i ->
                Stream.concat(
                        PlannedRun.compared(scale, 0).stream(),
                        PlannedRun.controls(scale, 0).stream())
                    .map(run -> LearningRates.chosen(run, trials).seeded(scale, i)))
        .toList();
  }

  @Override
  public Report report(Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out)
      throws IOException {
    String png = "classification-%s.png".formatted(scale.datasetName());
    List<SeededRuns> all = SeededRuns.of(finished);
    Curves.draw(all.stream().map(same -> same.runs().get(0)).toList(), out.resolve(png));
    Report report =
        new Report("Classification of %s".formatted(scale.datasetName()))
            .paragraph(
                String.format(
                    Locale.ROOT,
                    """
                    Training accuracy and loss are means over the steps of an epoch, with dropout, each \
                    before its update; test scores are taken after the epoch on %d images, and after \
                    the last one on all test images. The rivals keep as many features as QAHAN does. \
                    Curves are of the first seed.\
                    """,
                    scale.testImages()));
    LearningRates.report(report, trials)
        .seeds(all)
        .differences(all, scale.dataset().open().test().size())
        .mcNemar(all)
        .runs(finished)
        .picture("Accuracy and loss over the epochs", png)
        .section("The paper's claims");
    return scale.dataset() instanceof DatasetLocation.Folder
        ? report.paragraph("The paper says nothing of these images.")
        : report
            .claims(ENOUGH.judge(scale, finished, claims(scale, all)))
            .paragraph(PaperClaims.MEASURES)
            .paragraph(RivalClaims.MEASURES);
  }

  private static List<Claim> claims(Scale scale, List<SeededRuns> all) {
    int images = scale.dataset().open().test().size();
    List<Claim> claims =
        new ArrayList<>(
            scale.dataset() instanceof DatasetLocation.Cifar10
                ? cifar10(all, images)
                : PaperClaims.of(all, Math.min(images, scale.testImages()), images));
    claims.addAll(RivalClaims.of(all, scale));
    return claims;
  }

  /** The paper has no figures for CIFAR-10, but its plots end near 1: below 0.9 is not near. */
  private static List<Claim> cifar10(List<SeededRuns> all, int images) {
    return SeededRuns.find(all, Mechanism.QAHAM, 0).stream()
        .map(
            same ->
                Claim.accuracyWithin(
                    "QAHAN, near 1 on all test images", 0.9, 1, same.everyTestImage(images)))
        .toList();
  }
}
