/**
 * Solvers of models: greedy, tabu, annealing, simulated quantum annealing, and all samples of few
 * variables. Start at {@link io.qahan.qubo.model.search.BqmRestartSolver} and {@link
 * io.qahan.qubo.model.search.LocalFields}; {@link io.qahan.qubo.Solvers} and D-Wave's chip and
 * decomposition call in.
 */
package io.qahan.qubo.model.search;
