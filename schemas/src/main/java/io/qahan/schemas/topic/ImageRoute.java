package io.qahan.schemas.topic;

import io.qahan.schemas.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The topics whose records of one image lie on one and the same partition: the one where its
 * producer put it, however that chose. Ingest asks on the partition of the image, workers answer on
 * the partition of the request; so nothing rests on how keys are hashed, but all of these topics
 * must have equally many partitions.
 */
public final class ImageRoute {
  /** In the order of the route. */
  public static final List<Topic<?>> TOPICS =
      List.of(Topics.IMAGES, Topics.MASK_REQUESTS, Topics.MASK_RESULTS);

  private ImageRoute() {}

  /** Full names of the route's topics. */
  public static List<String> of(TopicNames names) {
    return TOPICS.stream().<String>map(names::of).toList();
  }

  /**
   * Checks the route when a service starts, waiting for brokers that do not answer.
   *
   * @param changelogs of the stores that are kept by the images' partitions, as far as they exist
   * @throws IllegalStateException if the partitions differ, with the cure; or cannot be asked for
   */
  public static void check(Settings settings, Collection<String> changelogs)
      throws InterruptedException {
    Optional<String> fault = faultIn(PartitionCounts.await(settings, all(settings, changelogs)));
    if (fault.isPresent()) {
      throw new IllegalStateException(fault.get());
    }
  }

  /** Asks once what is wrong now; empty if nothing is, or the brokers do not tell. */
  public static Optional<String> ask(Settings settings, Collection<String> changelogs) {
    return PartitionCounts.ask(settings, all(settings, changelogs)).flatMap(ImageRoute::faultIn);
  }

  private static List<String> all(Settings settings, Collection<String> changelogs) {
    List<String> topics = new ArrayList<>(of(TopicNames.from(settings)));
    topics.addAll(changelogs);
    return topics;
  }

  /** Which of the topics have fewer partitions than the largest has; empty if all is well. */
  public static List<TopicDrift> drifts(PartitionCounts counts) {
    return counts.byTopic().entrySet().stream()
        .filter(count -> count.getValue() < counts.largest())
        .map(
            count ->
                new TopicDrift(
                    count.getKey(),
                    TopicDrift.PARTITIONS,
                    Integer.toString(counts.largest()),
                    Integer.toString(count.getValue())))
        .toList();
  }

  /** What is wrong with the counts of the route's topics and what to do; empty if nothing is. */
  public static Optional<String> faultIn(PartitionCounts counts) {
    return counts.areEqual()
        ? Optional.empty()
        : Optional.of(
            "These topics must have equally many partitions, for an image and what is asked and"
                + " answered about it travel on one and the same, but they have %s. Stop ingest and"
                    .formatted(counts.byTopic())
                + " the workers, then give all of them the largest: qahan topics grow --partitions "
                + counts.largest());
  }
}
