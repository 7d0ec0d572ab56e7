/**
 * How a problem gets onto a quantum annealer and back: clique embeddings for chips with defects,
 * chain strength, ranges, spin-reversal transforms, unembedding, and decomposition of problems that
 * are larger than the chip. Nothing in here talks to a solver.
 */
package io.qahan.dwave.embedding;
