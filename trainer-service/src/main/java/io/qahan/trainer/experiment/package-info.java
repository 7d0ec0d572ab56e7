/**
 * The paper's experiments: what to train, what it says about each and how that compares. Start at
 * {@link io.qahan.trainer.experiment.Experiments}, which runs one by its name; each is a class of
 * its own, with its claims beside it. Called by the command line.
 */
package io.qahan.trainer.experiment;
