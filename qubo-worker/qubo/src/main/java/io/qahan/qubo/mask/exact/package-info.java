/**
 * Masks of least energy with proof: enumeration, branch and bound; and {@code auto}, which knows
 * where a proof is quick. Start at {@link io.qahan.qubo.mask.exact.ExactSolver}; {@link
 * io.qahan.qubo.Solvers} calls in.
 */
package io.qahan.qubo.mask.exact;
