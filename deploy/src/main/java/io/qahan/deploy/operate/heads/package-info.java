/**
 * The heads that were published: listed, compared, rolled back. Start at {@link
 * io.qahan.deploy.operate.heads.HeadsCommand}; only the command line calls in.
 */
package io.qahan.deploy.operate.heads;
