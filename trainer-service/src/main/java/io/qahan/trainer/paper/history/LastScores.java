package io.qahan.trainer.paper.history;

import io.qahan.trainer.paper.network.Score;

/**
 * The network after its last epoch, without dropout.
 *
 * @param everyTestImage all test images of the data set, not only those watched after each epoch
 * @param trainingImages the images it was trained on
 */
public record LastScores(Score everyTestImage, Score trainingImages) {}
