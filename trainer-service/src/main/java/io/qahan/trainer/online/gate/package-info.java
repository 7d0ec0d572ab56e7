/**
 * How the head in training does, whether that drifts, and which head serves: scores, the test for
 * drift and the publish gate. Examples decide, never clocks. Start at {@code Evaluation} and {@code
 * ServingHead}; the online training and its meters call in.
 */
package io.qahan.trainer.online.gate;
