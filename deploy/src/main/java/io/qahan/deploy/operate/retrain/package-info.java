/**
 * {@code qahan retrain}: a successor of the model that serves, from what came. Start at {@link
 * io.qahan.deploy.operate.retrain.RetrainCommand}; the command line calls in. How it is trained is
 * in {@code io.qahan.trainer.retrain}.
 */
package io.qahan.deploy.operate.retrain;
