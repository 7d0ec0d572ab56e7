/**
 * What came of each epoch, and the files that say so, each written whole or not at all. Start at
 * {@link io.qahan.trainer.paper.history.Epoch}; {@code TrainingHistory} is for people, {@code
 * Checkpoint} for going on. Called by the training and by who reads what it made.
 */
package io.qahan.trainer.paper.history;
