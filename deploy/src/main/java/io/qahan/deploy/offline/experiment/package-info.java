/**
 * The paper's experiments as a command; what they do is in {@code io.qahan.trainer.experiment}.
 * Only the command line calls in.
 */
package io.qahan.deploy.offline.experiment;
