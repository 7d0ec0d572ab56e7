/**
 * Labels by a person at the command line. Start at {@link
 * io.qahan.deploy.operate.label.LabelCommand}; the command line calls in.
 */
package io.qahan.deploy.operate.label;
