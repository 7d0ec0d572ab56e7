/**
 * Online training of one head: labelled examples in, heads and state out, no Kafka. Start at {@link
 * io.qahan.trainer.online.learning.OnlineTraining}. Called by the service next door and by
 * experiments; calls the gate.
 */
package io.qahan.trainer.online.learning;
