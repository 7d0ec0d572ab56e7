package io.qahan.trainer.paper.network;

/**
 * A batch that was classified without learning from it.
 *
 * @param score of all
 * @param hits whether each image was classified rightly; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
public record Examined(Score score, boolean[] hits) {}
