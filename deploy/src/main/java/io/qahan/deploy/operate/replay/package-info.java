/**
 * An old stream sent again, at its own pace or faster. Start at {@link
 * io.qahan.deploy.operate.replay.ReplayCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.replay;
