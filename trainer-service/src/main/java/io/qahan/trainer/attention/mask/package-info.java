/**
 * The paper's mechanism: the mask that a solver finds for each image (eqs. 7-13), and masks that no
 * energy is minimised for, to compare with. Start at {@link
 * io.qahan.trainer.attention.mask.AttentionOptions}, which makes every mechanism, the rivals too;
 * {@code MaskAttention} is ours. Called by whoever trains.
 */
package io.qahan.trainer.attention.mask;
