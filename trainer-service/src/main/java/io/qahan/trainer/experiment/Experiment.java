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

  /** Whether its report needs nothing but what histories have. */
  default boolean isOfHistories() {
    return true;
  }

  /** Trainings by which learning rates are chosen, before all others. */
  default List<PlannedRun> trials(Scale scale) {
    return List.of();
  }

  /**
   * The trainings it needs, in the order they are run.
   *
   * @param trials those of {@link #trials}, done
   */
  List<PlannedRun> runs(Scale scale, List<FinishedRun> trials);

  /**
   * Draws pictures, and writes about them.
   *
   * @param trials those of {@link #trials}, done
   * @param finished the trainings that are done: the first ones of {@link #runs}, at least one
   * @param out where pictures go
   */
  Report report(Scale scale, List<FinishedRun> trials, List<FinishedRun> finished, Path out)
      throws IOException;
}
