/**
 * The trainer: labels in, heads out. Start at {@link io.qahan.trainer.TrainerService}, which runs
 * the join ({@code join}) and the training ({@code online}) in one process; {@code paper} and
 * {@code experiment} are the offline half. Called by the command line.
 */
package io.qahan.trainer;
