/**
 * Answers and how right they are, read at the command line. Start at {@link
 * io.qahan.deploy.operate.predictions.PredictionsCommand}; the command line calls in.
 */
package io.qahan.deploy.operate.predictions;
