package io.qahan.ingest.deadline;

/** From when an image's deadline counts. */
public enum DeadlineFrom {
  /** From its arrival at ingest: what it waited in Kafka does not count. */
  ARRIVAL,

  /**
   * From the time of its record, which the broker writes where the topic has {@code
   * message.timestamp.type=LogAppendTime}: what it waited in Kafka counts, and an image that waited
   * too long is answered at once, degraded. A record from the future counts as just arrived.
   */
  RECORD
}
