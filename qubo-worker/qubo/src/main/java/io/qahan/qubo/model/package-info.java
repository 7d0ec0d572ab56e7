/**
 * Any QUBO or Ising problem. Start at {@link io.qahan.qubo.model.BinaryQuadraticModel} and {@link
 * io.qahan.qubo.model.BqmSolver}. It knows the mask problem, which does not know this package.
 * D-Wave's client, the worker and the command line call in.
 */
package io.qahan.qubo.model;
