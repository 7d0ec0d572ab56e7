package io.qahan.trainer.online.gate;

/**
 * How the head in training did on images before it learned from them, by their newest labels.
 *
 * @param examples how many images there have been
 * @param loss mean cross entropy over all of them, in nats; 0 for none
 * @param accuracy share of them classified rightly; 0 for none
 * @param recentLoss over the last 1,000
 * @param recentAccuracy over the last 1,000
 */
public record PrequentialScores(
    long examples, double loss, double accuracy, double recentLoss, double recentAccuracy) {}
