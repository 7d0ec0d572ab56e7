package io.qahan.worker.source;

/** How a worker takes its tasks from Kafka. */
public enum SourceKind {
  /** By the first solver of the chain: a share group if it is remote, a consumer group if not. */
  AUTO,
  SHARE_GROUP,
  CONSUMER_GROUP
}
