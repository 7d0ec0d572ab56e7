/**
 * Retraining the whole network from the log. Start at {@link
 * io.qahan.trainer.retrain.WindowReader}, which brings labelled images from Kafka into a directory,
 * then {@link io.qahan.trainer.retrain.Retraining}, which trains on them and holds the candidate
 * against what serves. The command line calls in, and so do experiments.
 */
package io.qahan.trainer.retrain;
