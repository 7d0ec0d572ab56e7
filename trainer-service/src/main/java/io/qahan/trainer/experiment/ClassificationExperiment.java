package io.qahan.trainer.experiment;

import io.qahan.ingest.dataset.DatasetLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Figs. 2 and 3: accuracy and loss of the three mechanisms, and of the network without. */
final class ClassificationExperiment implements Experiment {
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
                """
                Training accuracy and loss are means over the steps of an epoch, with dropout, each \
                before its update; test scores are taken after the epoch on %d images, and after \
                the last one on all test images. The rivals keep as many features as QAHAN does."""
                    .formatted(scale.testImages()))
            .runs(finished)
            .picture("Accuracy and loss over the epochs", png)
            .section("The paper's claims");
    return report.claims(
        scale.dataset() instanceof DatasetLocation.Cifar10
            ? List.of(
                Claim.open(
                    "accuracy on CIFAR-10",
                    "no figures in the text, nearly 1 in the plots",
                    "see the table: this network does not come near it, with or without a mask"))
            : MnistClaims.of(finished));
  }
}
