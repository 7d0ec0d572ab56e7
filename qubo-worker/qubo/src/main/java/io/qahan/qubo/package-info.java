/**
 * The mask of an image as an optimisation problem, and its solvers. Start at {@link
 * io.qahan.qubo.MaskProblem} and {@link io.qahan.qubo.Solvers}; ingest, the worker, the trainer and
 * the command line call in.
 */
package io.qahan.qubo;
