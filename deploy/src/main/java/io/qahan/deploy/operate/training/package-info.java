/**
 * Controls of the running training: freeze, resume, pin, roll back. Start at {@link
 * io.qahan.deploy.operate.training.TrainingCommand}; the command line and {@code heads} call in.
 */
package io.qahan.deploy.operate.training;
