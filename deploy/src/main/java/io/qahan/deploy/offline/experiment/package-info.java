/**
 * The paper's experiments as a command; what they do is in {@code io.qahan.trainer.experiment}.
 * Start at {@link io.qahan.deploy.offline.experiment.ExperimentCommand}; only the command line
 * calls in.
 */
package io.qahan.deploy.offline.experiment;
