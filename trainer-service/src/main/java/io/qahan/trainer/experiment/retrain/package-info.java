/**
 * A stream that changes in its middle: what its head does alone, what it does where it learns
 * faster after the alarm, and what a network does that is retrained. Start at {@link
 * io.qahan.trainer.experiment.retrain.RetrainExperiment}; the command line calls in.
 */
package io.qahan.trainer.experiment.retrain;
