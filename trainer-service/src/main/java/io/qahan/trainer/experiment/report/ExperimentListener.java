package io.qahan.trainer.experiment.report;

import io.qahan.trainer.paper.TrainingProgress;

/** Told what an experiment is at. */
public interface ExperimentListener {
  /**
   * Before a training.
   *
   * @param number from 1
   * @return who is told about it
   */
  TrainingProgress begins(String label, int number, int of);
}
