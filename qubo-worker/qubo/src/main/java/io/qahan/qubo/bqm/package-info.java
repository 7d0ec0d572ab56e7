/**
 * Any QUBO or Ising problem: the binary quadratic model, its files, and solvers for it. Knows the
 * mask problem, which does not know this package.
 */
package io.qahan.qubo.bqm;
