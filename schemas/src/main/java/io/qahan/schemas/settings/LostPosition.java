package io.qahan.schemas.settings;

/** What a service does where the place that it had in a topic cannot be right any more. */
public enum LostPosition {
  /** Ends with a message that says what can be done: the default. */
  REFUSE,
  /** Reads the partition from its beginning, what it has read before included. */
  BEGINNING,
  /** Takes all that is in the partition as read. */
  END
}
