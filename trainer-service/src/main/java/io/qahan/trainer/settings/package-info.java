/** The trainer's settings. */
package io.qahan.trainer.settings;
