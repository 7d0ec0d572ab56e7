/**
 * Offline training as a command; what it does is in {@code io.qahan.trainer.paper}. Only the
 * command line calls in.
 */
package io.qahan.deploy.offline.train;
