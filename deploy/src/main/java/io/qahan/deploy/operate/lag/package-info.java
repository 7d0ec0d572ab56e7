/**
 * How far each group of consumers is behind. Start at {@link
 * io.qahan.deploy.operate.lag.LagCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.lag;
