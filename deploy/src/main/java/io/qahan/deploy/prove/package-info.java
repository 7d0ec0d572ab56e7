/**
 * Proofs that anybody can run: a cluster of processes on loopback is fed and broken, and books are
 * kept of what it promised. Start at {@link io.qahan.deploy.prove.ProveCommand}.
 */
package io.qahan.deploy.prove;
