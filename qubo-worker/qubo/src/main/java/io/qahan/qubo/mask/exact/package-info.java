/**
 * Masks of least energy with proof: enumeration, branch and bound. {@code auto} chooses {@code
 * exact} where a proof is quick. Start at {@link io.qahan.qubo.mask.exact.ExactSolver}; {@link
 * io.qahan.qubo.Solvers} calls in.
 */
package io.qahan.qubo.mask.exact;
