package io.qahan.trainer.experiment;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.paper.SeenImage;
import io.qahan.trainer.paper.TrainedMasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Figs. 4 and 5: what each mechanism keeps of some images, after the first epoch and the last. */
final class AttentionExperiment implements Experiment {
  private static final int CLASSES = 6;

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public boolean isOfHistories() {
    return false;
  }

  @Override
  public List<PlannedRun> runs(Scale scale, List<FinishedRun> trials) {
    return PlannedRun.compared(scale, 0).stream()
        .filter(run -> run.attention().mechanism() != Mechanism.NONE)
        .flatMap(run -> Stream.of(first(run), run.withLabel(run.label() + ", last epoch")))
        .toList();
  }

  private static PlannedRun first(PlannedRun run) {
    return run.stoppedAfter(1).withLabel(run.label() + ", first epoch");
  }

  @Override
  public Report report(Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out)
      throws IOException {
    List<AttentionPicture.Column> columns = new ArrayList<>();
    for (FinishedRun run : finished) {
      columns.add(
          new AttentionPicture.Column(
              String.format(
                  Locale.ROOT,
                  "%s (%d)",
                  run.plan().attention().mechanism().title(),
                  run.plan().epochs()),
              TrainedMasks.of(run.options(), CLASSES).stream().map(SeenImage::kept).toList()));
    }
    List<SeenImage> images = TrainedMasks.of(finished.get(0).options(), CLASSES);
    String png = "attention-%s.png".formatted(scale.datasetName());
    AttentionPicture.draw(images, columns, out.resolve(png));
    return new Report("Attention on %s".formatted(scale.datasetName()))
        .paragraph(
            String.format(
                Locale.ROOT,
                """
                The first test image of each of %d classes, and what each mechanism keeps of it after \
                the first epoch and after the last (in brackets the epoch), drawn twice: x as a grid (a \
                cell of the square matrix of features is white where it is kept), and beside it QAHASM \
                = x x^T (eq. 11), a row and a column a feature, brighter where more of the entries \
                under a pixel are 1. The grid is the feature vector laid out row by row (eq. 8), so a place in it is a \
                channel and a position, not a place in the image: channels follow each other from top \
                to bottom, and a rival's location, which keeps all channels, is a comb of single cells.\
                """,
                images.size()))
        .picture("Images beside the grids of kept features", png)
        .runs(finished)
        .section("The paper's claims")
        .claims(
            List.of(
                Claim.open(
                    "QAHAN's grid concentrates on the object as training goes on",
                    "Figs. 4 and 5, by eye",
                    "by eye: see the picture")));
  }
}
