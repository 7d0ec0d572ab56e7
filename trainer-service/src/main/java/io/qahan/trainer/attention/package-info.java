/**
 * What stands between the convolutions and the head (eq. 15), as training sees it. Start at {@link
 * io.qahan.trainer.attention.Attention}; the mechanisms are next door, in {@code mask} and {@code
 * rivals}, and {@link io.qahan.trainer.attention.Mechanism} names them. Called by the networks in
 * training and by experiments; calls nobody of the trainer.
 */
package io.qahan.trainer.attention;
