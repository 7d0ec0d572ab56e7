/**
 * The join of masked features with their labels, which come before, with or long after them, into
 * the training log. Start at {@code JoinTopology} for the way of a record and at {@code LabelJoin}
 * for what becomes of it, at {@code kept} for what waits; {@code JoinStreams} runs it. Called by
 * the trainer's service alone.
 */
package io.qahan.trainer.join;
