/**
 * How the head in training does, whether that drifts, and which head serves: scores, the test for
 * drift and the publish gate. Start at {@code Evaluation} and {@code ServingHead}. Called by the
 * online training alone; decided by examples, never by clocks.
 */
package io.qahan.trainer.online.gate;
