package io.qahan.schemas.topic;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How large records may be: what the topics of the cluster allow ({@code max.message.bytes}), as
 * they really are, and what the producer sends ({@code max.request.size}). Immutable.
 */
public final class TopicLimits {
  /** Of dead-letter topics. */
  public static final int DEAD_LETTERS = 64 << 20;

  /** Of the topics that Kafka Streams makes: no smaller than what goes through them. */
  public static final int INTERNAL = 8 << 20;

  private final Map<String, Integer> wanted;
  private final Map<String, Integer> actual;
  private final long largestRequest;

  private TopicLimits(
      Map<String, Integer> wanted, Map<String, Integer> actual, long largestRequest) {
    this.wanted = Map.copyOf(wanted);
    this.actual = Map.copyOf(actual);
    this.largestRequest = largestRequest;
  }

  /** What the catalogue wants, and producers that send anything. */
  public static TopicLimits ofCatalogue(TopicNames names) {
    return of(names, Map.of());
  }

  /**
   * What the cluster says.
   *
   * @param actual by full name of the topic; for others the catalogue holds
   */
  static TopicLimits of(TopicNames names, Map<String, Integer> actual) {
    Map<String, Integer> wanted = new HashMap<>();
    for (Topic<?> topic : Topics.all()) {
      wanted.put(names.of(topic), topic.maxMessageBytes());
      wanted.put(names.deadLettersOf(topic), DEAD_LETTERS);
    }
    return new TopicLimits(wanted, actual, Long.MAX_VALUE);
  }

  /**
   * These limits for a producer.
   *
   * @param bytes its {@code max.request.size}
   */
  public TopicLimits withRequestsOf(int bytes) {
    return new TopicLimits(wanted, actual, bytes);
  }

  /** The largest record that can be written to a topic, as {@link RecordSize} counts. */
  public long writable(String topic) {
    return Math.min(largestRequest, actual.getOrDefault(topic, wanted(topic)));
  }

  /** The longest key or value that is read whole from a topic. */
  int readable(String topic) {
    // A limit that was lowered since holds for new records only.
    return Math.max(wanted(topic), actual.getOrDefault(topic, 0));
  }

  /**
   * Says what is wrong with a record of that size; empty if it can be written.
   *
   * @param what names the record, for example {@code the mask request}
   */
  public Optional<String> excess(String what, String topic, long size) {
    long most = writable(topic);
    if (size <= most) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
                Locale.ROOT,
                "%s would have [%d] bytes, and [%s] takes %d at most",
                what,
                size,
                topic,
                most)
            + (most == largestRequest ? " (max.request.size)" : " (max.message.bytes)")
            + "; send less, or raise that and restart");
  }

  private int wanted(String topic) {
    return wanted.getOrDefault(topic, INTERNAL);
  }
}
