/**
 * An Apache Kafka broker in this JVM, for trials and tests. Start at {@link
 * io.qahan.deploy.cluster.EmbeddedKafka}; the demo, the benchmarks and the tests call in.
 */
package io.qahan.deploy.cluster;
