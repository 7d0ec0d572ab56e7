/**
 * Signatures of the records that say what serves and what is trained: heads, states, orders,
 * releases, retrainings. Start at {@link io.qahan.schemas.signing.Signatures}; services and
 * commands call it once, on their settings, and all their Kafka clients sign and check from then
 * on.
 */
package io.qahan.schemas.signing;
