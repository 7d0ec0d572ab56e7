/**
 * Dead letters: listed, shown, sent again. Start at {@link io.qahan.deploy.operate.dlq.DlqCommand};
 * only the command line calls in.
 */
package io.qahan.deploy.operate.dlq;
