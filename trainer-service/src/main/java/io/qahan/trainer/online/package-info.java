/**
 * The training service. It moves the online training along its log. Start at {@link
 * io.qahan.trainer.online.TrainingLoop}, the thread. {@code TrainingSession} trains while this
 * process owns the log; {@code Commits} writes the results to Kafka, head, state and offsets in one
 * transaction. Only the trainer's service calls in.
 */
package io.qahan.trainer.online;
