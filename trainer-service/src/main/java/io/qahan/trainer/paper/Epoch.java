package io.qahan.trainer.paper;

/**
 * One pass over the training images.
 *
 * @param number from 1
 * @param train mean over the steps, with dropout, each before its update
 * @param test after the epoch, without dropout
 * @param seconds taken, without the test
 */
public record Epoch(int number, Score train, Score test, double seconds) {}
