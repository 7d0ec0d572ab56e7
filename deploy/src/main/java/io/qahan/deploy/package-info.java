/**
 * The command line, {@code qahan}. Start at {@link io.qahan.deploy.Qahan}, which lists the
 * commands; each stands in the package of what it is about.
 */
package io.qahan.deploy;
