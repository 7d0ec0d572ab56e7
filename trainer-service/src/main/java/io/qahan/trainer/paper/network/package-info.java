/**
 * The network of eq. 15 in training and all that its next step depends on. Start at {@code
 * Network}: a step reads top down there. The training next door calls in, and so do experiments and
 * the command line.
 */
package io.qahan.trainer.paper.network;
