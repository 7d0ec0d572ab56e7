/**
 * The join of masked features with their labels, which come before, with or long after them, into
 * the training log. Start at {@code JoinTopology} for the way of a record and at {@code LabelJoin}
 * for what becomes of it; {@code JoinStreams} runs it. Called by the trainer's service alone.
 */
package io.qahan.trainer.join;
