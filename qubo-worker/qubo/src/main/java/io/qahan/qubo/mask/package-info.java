/**
 * The mask of an image as an optimisation problem. Start at {@link io.qahan.qubo.mask.MaskProblem}
 * and {@link io.qahan.qubo.mask.MaskSolver}; {@code chain}, {@code search} and {@code exact} solve
 * it. Ingest, the worker, the trainer and the command line call in.
 */
package io.qahan.qubo.mask;
