/**
 * What every training here is made of, online and offline: a head that learns, dropout, and an Adam
 * whose state can be saved. Start at {@link io.qahan.trainer.gradient.TrainableHead}. Calls nobody
 * of the trainer.
 */
package io.qahan.trainer.gradient;
