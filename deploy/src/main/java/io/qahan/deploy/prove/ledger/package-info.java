/**
 * The books that are kept of a cluster from what stands in its topics, and which promises these
 * break. It has nothing from the services but names of topics and schemas: values are read by
 * Avro's generic reader, by a consumer without a group. Start at {@link
 * io.qahan.deploy.prove.ledger.Ledger}; {@code prove} calls in.
 */
package io.qahan.deploy.prove.ledger;
