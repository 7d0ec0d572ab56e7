/**
 * The solvers of a request, one after the other until its deadline; D-Wave's among them. Start at
 * {@link io.qahan.worker.chain.SolverChain}, and for D-Wave at {@link
 * io.qahan.worker.chain.DWaveSolver}; the worker calls in.
 */
package io.qahan.worker.chain;
