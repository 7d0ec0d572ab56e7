/**
 * Offline training as a command; what it does is in {@code io.qahan.trainer.paper}. Start at {@link
 * io.qahan.deploy.offline.train.TrainCommand}; the command line and the experiments call in.
 */
package io.qahan.deploy.offline.train;
