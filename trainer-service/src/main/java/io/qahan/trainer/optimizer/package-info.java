/** The optimizer of every training here: one whose state can be saved and restored exactly. */
package io.qahan.trainer.optimizer;
