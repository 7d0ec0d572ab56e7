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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figs. 2 and 3: accuracy and loss of the three mechanisms, and of the network without. */
final class ClassificationExperiment implements Experiment {
  private static final Evidence ENOUGH = new Evidence(50_000, 30);

  @Override
  public String name() {
    return "classification";
  }

  @Override
  public List<PlannedRun> runs(Scale scale) {
    return PlannedRun.compared(scale, 0);
  }

  @Override
  public Report report(Scale scale, List<FinishedRun> finished, Path out) throws IOException {
    String png = "classification-%s.png".formatted(scale.datasetName());
    Curves.draw(finished, out.resolve(png));
    Report report =
        new Report("Classification of %s".formatted(scale.datasetName()))
            .paragraph(
                String.format(
                    Locale.ROOT,
                    """
                    Training accuracy and loss are means over the steps of an epoch, with dropout, each \
                    before its update; test scores are taken after the epoch on %d images, and after \
                    the last one on all test images. The rivals keep as many features as QAHAN does.\
                    """,
                    scale.testImages()))
            .runs(finished)
            .picture("Accuracy and loss over the epochs", png)
            .section("The paper's claims");
    return scale.dataset() instanceof DatasetLocation.Folder
        ? report.paragraph("The paper says nothing of these images.")
        : report
            .claims(ENOUGH.judge(scale, finished, claims(scale, finished)))
            .paragraph(RivalClaims.MEASURES);
  }

  private static List<Claim> claims(Scale scale, List<FinishedRun> finished) {
    List<Claim> claims =
        new ArrayList<>(
            scale.dataset() instanceof DatasetLocation.Cifar10
                ? cifar10(finished)
                : MnistClaims.of(finished));
    claims.addAll(RivalClaims.of(finished, scale));
    return claims;
  }

  /** The paper has no figures for CIFAR-10, but its plots end near 1: below 0.9 is not near. */
  private static List<Claim> cifar10(List<FinishedRun> finished) {
    return finished.stream()
        .filter(run -> run.plan().attention().mechanism() == Mechanism.QAHAM)
        .map(run -> run.network().last().everyTestImage().accuracy())
        .map(accuracy -> Claim.reaches("QAHAN, near 1 on all test images", 0.9, 1, accuracy))
        .toList();
  }
}
