package io.qahan.ingest.events;

/**
 * Something to tell the browsers. A later event of the same slot takes the place of an earlier one
 * that is still waiting, so an event says how things are, not what has changed.
 *
 * @param slot what it is about; there are few
 * @param type its name in the event stream
 * @param json its body, one line
 */
public record Event(String slot, String type, String json) {
  /** An event that is alone in its slot. */
  public static Event of(String type, String json) {
    return new Event(type, type, json);
  }
}
