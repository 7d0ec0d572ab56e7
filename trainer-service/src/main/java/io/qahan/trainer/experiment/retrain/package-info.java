/**
 * A stream that changes in its middle, under a network that stays as it is and under one that is
 * retrained. Start at {@link io.qahan.trainer.experiment.retrain.RetrainExperiment}; the command
 * line calls in.
 */
package io.qahan.trainer.experiment.retrain;
