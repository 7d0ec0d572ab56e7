/**
 * The training service: moves the online training along its log and commits it. Start at {@link
 * io.qahan.trainer.online.TrainingLoop}, the thread; {@code TrainingSession} is one holding of the
 * log, and {@code Commits} all that it leaves in Kafka, each time in one transaction. Called by the
 * trainer's service alone.
 */
package io.qahan.trainer.online;
