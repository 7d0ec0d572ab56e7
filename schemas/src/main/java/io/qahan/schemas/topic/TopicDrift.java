package io.qahan.schemas.topic;

/**
 * One difference between a topic of the cluster and the catalogue.
 *
 * @param topic full name
 * @param what {@code exists}, {@code partitions} or the name of a topic configuration
 * @param wanted as the catalogue says
 * @param found as the cluster has it
 */
public record TopicDrift(String topic, String what, String wanted, String found) {
  /** What differs where a topic has more or fewer partitions than it may have. */
  public static final String PARTITIONS = "partitions";

  @Override
  public String toString() {
    return "%s: %s is [%s], the catalogue wants [%s]".formatted(topic, what, found, wanted);
  }
}
