/**
 * The training service: moves the online training along its log and commits it. Start at {@link
 * io.qahan.trainer.online.TrainingLoop}, the thread; {@code TrainingSession} is one holding of the
 * log, and what it leaves in Kafka, all of it or nothing, is written in one place. Called by the
 * trainer's service alone.
 */
package io.qahan.trainer.online;
