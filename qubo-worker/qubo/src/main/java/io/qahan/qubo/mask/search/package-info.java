/**
 * Searches for masks of low energy: greedy, tabu, annealing and simulated quantum annealing. Start
 * at {@link io.qahan.qubo.mask.search.RestartSolver}; {@code exact} and {@link
 * io.qahan.qubo.Solvers} call in.
 */
package io.qahan.qubo.mask.search;
