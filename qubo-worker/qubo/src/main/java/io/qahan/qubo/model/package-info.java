/**
 * Any QUBO or Ising problem. Start at {@link io.qahan.qubo.model.BinaryQuadraticModel} and {@link
 * io.qahan.qubo.model.BqmSolver}. Knows the mask problem, which does not know this package;
 * D-Wave's client and the command line call in.
 */
package io.qahan.qubo.model;
