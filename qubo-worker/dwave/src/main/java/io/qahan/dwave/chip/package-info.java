/**
 * Models on a chip and back, one or several in a problem: chain strength, ranges, spin-reversal
 * transforms, linear biases where an anneal takes none, unembedding. Start at {@link
 * io.qahan.dwave.chip.CliqueSampler}. The chip itself is a port, {@link
 * io.qahan.dwave.chip.PhysicalSampler}: nothing in here talks to a solver.
 */
package io.qahan.dwave.chip;
