/**
 * Masks whose blocks have prices of their own, solved at once along the chain of neighbours. Start
 * at {@link io.qahan.qubo.mask.chain.CountedChain}; {@code search} takes the descent that stands on
 * it, {@code exact} the search for blocks of length one.
 */
package io.qahan.qubo.mask.chain;
