/**
 * Controls of the running training: freeze, resume, pin, roll back. Start at {@link
 * io.qahan.deploy.operate.training.TrainingCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.training;
