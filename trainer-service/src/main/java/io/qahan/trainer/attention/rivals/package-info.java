/**
 * Hard attention that visits locations one after the other and learns where to look by REINFORCE:
 * Mnih et al. 2014 and Elsayed et al. 2019, for comparison. Start at {@link
 * io.qahan.trainer.attention.rivals.LocationAttention}; {@code RecurrentGlimpses} and {@code
 * Saccader} say how each departs from its paper. Called by the options in {@code mask} alone.
 */
package io.qahan.trainer.attention.rivals;
