package io.qahan.trainer.paper.history;

import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepTimes;

/**
 * One pass over the training images.
 *
 * @param number from 1
 * @param train mean over the steps, with dropout, each before its update
 * @param test after the epoch, without dropout
 * @param masks of the training images
 * @param times of the steps
 * @param seconds taken, without the test
 */
public record Epoch(
    int number, Score train, Score test, MaskSummary masks, StepTimes times, double seconds) {}
