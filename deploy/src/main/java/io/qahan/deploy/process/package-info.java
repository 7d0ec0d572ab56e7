/**
 * Brokers and services as processes on loopback, and the lines between them, to be measured and to
 * be broken. Start at {@link io.qahan.deploy.process.ProcessCluster}; {@code bench scale} and
 * {@code prove} call in.
 */
package io.qahan.deploy.process;
