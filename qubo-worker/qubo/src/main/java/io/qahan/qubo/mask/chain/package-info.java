/**
 * Masks whose blocks have prices of their own, solved at once along the chain of neighbours. Start
 * at {@link io.qahan.qubo.mask.chain.CountedChain}; {@code search} uses {@code LinearisedDescent},
 * {@code exact} uses {@code RankOneSearch}.
 */
package io.qahan.qubo.mask.chain;
