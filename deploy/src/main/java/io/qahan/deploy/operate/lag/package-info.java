/**
 * How far each group of consumers is behind. Start at {@link
 * io.qahan.deploy.operate.lag.LagCommand}; the command line and {@code doctor} call in.
 */
package io.qahan.deploy.operate.lag;
