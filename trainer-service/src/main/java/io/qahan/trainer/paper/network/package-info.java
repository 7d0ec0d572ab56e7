/**
 * The network of eq. 15 in training and all that its next step depends on. Start at {@code
 * Network}: a step reads top down there. Called by the training next door, which owns the one
 * network that may step at a time.
 */
package io.qahan.trainer.paper.network;
