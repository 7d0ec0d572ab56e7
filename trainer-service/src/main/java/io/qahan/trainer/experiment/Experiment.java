package io.qahan.trainer.experiment;

import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.PlannedRun;
import io.qahan.trainer.experiment.report.Report;
import io.qahan.trainer.experiment.report.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Some trainings, and what is made of them. */
interface Experiment {
  /** The name it is asked for by. */
  String name();

  /** The trainings it needs, in the order they are run. */
  List<PlannedRun> runs(Scale scale);

  /**
   * Draws pictures, and writes about them.
   *
   * @param finished the trainings that are done: the first ones of {@link #runs}, at least one
   * @param out where pictures go
   */
  Report report(Scale scale, List<FinishedRun> finished, Path out) throws IOException;
}
