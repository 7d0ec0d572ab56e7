/**
 * A model on a chip and back: chain strength, ranges, spin-reversal transforms, unembedding. Start
 * at {@link io.qahan.dwave.chip.CliqueSampler}. The chip itself is a port, {@link
 * io.qahan.dwave.chip.PhysicalSampler}: nothing in here talks to a solver.
 */
package io.qahan.dwave.chip;
