/**
 * Dead letters: listed, shown, sent again. Start at {@link io.qahan.deploy.dlq.DlqCommand}; only
 * the command line calls in.
 */
package io.qahan.deploy.dlq;
