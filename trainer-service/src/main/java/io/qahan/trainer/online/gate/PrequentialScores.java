package io.qahan.trainer.online.gate;

/**
 * How images were told before they were learned from, by their newest labels.
 *
 * @param examples how many images there have been
 * @param loss mean cross entropy of the answers to all of them, in nats; 0 for none
 * @param accuracy share of answers that were right; 0 for none
 * @param recentLoss of the head in training, over the last 1,000
 * @param recentAccuracy of the head in training, over the last 1,000
 */
public record PrequentialScores(
    long examples, double loss, double accuracy, double recentLoss, double recentAccuracy) {}
