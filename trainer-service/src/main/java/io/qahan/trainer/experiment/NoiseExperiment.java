package io.qahan.trainer.experiment;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.experiment.report.Curves;
import io.qahan.trainer.experiment.report.Evidence;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Figs. 6 and 7: the same comparison with Gaussian noise on all images. */
final class NoiseExperiment implements Experiment {
  private static final List<Double> INTENSITIES = List.of(NoiseClaims.WEAK, NoiseClaims.STRONG);
  private static final Evidence ENOUGH = new Evidence(50_000, 20);

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public List<PlannedRun> trials(Scale scale) {
    return LearningRates.trials(scale);
  }

  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
    return IntStream.range(0, scale.seeds())
        .boxed()
        .flatMap(
            i ->
                INTENSITIES.stream()
                    .flatMap(noise -> PlannedRun.compared(scale, noise).stream())
                    .map(run -> run.withLabel("%s, noise %s".formatted(run.label(), run.noise())))
                    .map(run -> LearningRates.chosen(run, trials).seeded(scale, i)))
        .toList();
  }

  @Override
  public Report report(Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out)
      throws IOException {
    List<SeededRuns> all = SeededRuns.of(finished);
    Report report =
        new Report("Noise on %s".formatted(scale.datasetName()))
            .paragraph(
                """
                Each value of an image, scaled to [-1, 1], has a normal number of that standard \
                deviation added, the same in every epoch, training and test images alike, and is \
                cut back to [-1, 1]. The paper gives no formula; this reading is ours. \
                Curves are of the first seed.""");
    LearningRates.report(report, trials)
        .seeds(all)
        .differences(all, scale.dataset().open().test().size())
        .mcNemar(all)
        .runs(finished);
    for (double noise : INTENSITIES) {
      List<FinishedRun> same =
          all.stream()
              .filter(kind -> kind.plan().noise() == noise)
              .map(kind -> kind.runs().get(0))
              .toList();
      if (!same.isEmpty()) {
        String png = "noise-%s-%s.png".formatted(scale.datasetName(), noise);
        Curves.draw(same, out.resolve(png));
        report.picture("Accuracy and loss over the epochs, noise " + noise, png);
      }
    }
    report.section("The paper's claims");
    return scale.dataset() instanceof DatasetLocation.Folder
        ? report.paragraph("The paper says nothing of these images.")
        : report
            .claims(ENOUGH.judge(scale, finished, NoiseClaims.of(finished, scale)))
            .paragraph(PaperClaims.MEASURES)
            .paragraph(RivalClaims.MEASURES);
  }
}
