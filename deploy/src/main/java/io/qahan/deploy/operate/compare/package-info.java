/**
 * {@code qahan compare}: two models on the same images, and whether the difference is chance. Start
 * at {@link io.qahan.deploy.operate.compare.CompareCommand}; the command line calls in.
 */
package io.qahan.deploy.operate.compare;
