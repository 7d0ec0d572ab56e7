/**
 * The trainer's settings, each with its meaning and default: {@link
 * io.qahan.trainer.settings.TrainerSettings}. The join and the training read them.
 */
package io.qahan.trainer.settings;
