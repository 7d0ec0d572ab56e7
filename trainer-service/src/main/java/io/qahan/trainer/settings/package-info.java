/**
 * The trainer's settings, each with its meaning and default: {@link
 * io.qahan.trainer.settings.TrainerSettings}. Read by the join, the training and the command line.
 */
package io.qahan.trainer.settings;
