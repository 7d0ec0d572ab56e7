package io.qahan.trainer.paper.network;

/**
 * How well a network did on some images.
 *
 * @param loss mean cross entropy, in nats
 * @param accuracy share classified rightly, 0 to 1
 */
public record Score(double loss, double accuracy) {}
