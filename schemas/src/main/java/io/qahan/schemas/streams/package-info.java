/**
 * What every Kafka Streams application of ours shares: its clients and what becomes of its
 * failures. Start with {@link io.qahan.schemas.streams.StreamsClients}. Ingest and the trainer's
 * join call in; the services without Kafka Streams do not need it.
 */
package io.qahan.schemas.streams;
