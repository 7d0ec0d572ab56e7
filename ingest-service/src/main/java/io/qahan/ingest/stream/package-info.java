/** The line from an image to its one answer: a Kafka Streams topology and what it is made of. */
package io.qahan.ingest.stream;
