/**
 * Solvers as SAPI describes them, and how one is chosen. Start at {@link
 * io.qahan.dwave.solver.SolverQuery}; {@code sapi}, the samplers and the worker call in.
 */
package io.qahan.dwave.solver;
