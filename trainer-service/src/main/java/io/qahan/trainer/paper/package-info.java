/**
 * Algorithm 1: training the whole network offline, as the paper does. Start at {@link
 * io.qahan.trainer.paper.Training}; what it trains is in {@code network}, what it leaves on disk in
 * {@code history}. Called by the command line and by experiments.
 */
package io.qahan.trainer.paper;
