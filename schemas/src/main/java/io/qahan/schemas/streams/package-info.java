/**
 * What every Kafka Streams application of ours shares: properties, clients, sources and sinks, what
 * a task writes and its dead letters, and what becomes of failures. Start with {@link
 * io.qahan.schemas.streams.StreamsApplication}. Ingest and the trainer's join call in; the services
 * without Kafka Streams do not need it.
 */
package io.qahan.schemas.streams;
