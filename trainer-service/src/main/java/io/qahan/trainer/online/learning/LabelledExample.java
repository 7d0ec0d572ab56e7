package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Sparse;

/**
 * One image to learn from.
 *
 * @param imageId for people
 * @param features what its mask kept
 * @param label the true class, from 0
 */
public record LabelledExample(String imageId, Sparse features, int label) {}
