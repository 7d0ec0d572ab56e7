/**
 * The experiment that is not the paper's: heads that learn online over frozen networks, while
 * labels come late and images change. Start at {@code OnlineExperiment}; {@code PrequentialStream}
 * is one stream. Called by the experiments, which take its streams for the quality of masks too;
 * that of retraining has its curves, files and networks from here.
 */
package io.qahan.trainer.experiment.online;
