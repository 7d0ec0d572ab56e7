/**
 * Online training of the head: the log of labelled examples in, heads out. {@link
 * io.qahan.trainer.online.OnlineTraining} is the training itself and knows no Kafka; the rest moves
 * it along the log, one transaction after the other.
 */
package io.qahan.trainer.online;
