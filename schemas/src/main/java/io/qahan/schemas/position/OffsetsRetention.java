package io.qahan.schemas.position;

import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How long brokers keep the offsets of a group that nobody is in. Ingest and the join remember
 * theirs themselves; workers rest on the brokers.
 *
 * @param minutes as the broker has it
 */
public record OffsetsRetention(long minutes) {
  /** The broker's setting. */
  public static final String SETTING = "offsets.retention.minutes";

  /** Kafka's default, in minutes: 7 days. */
  public static final long DEFAULT_MINUTES = 10_080;

  /** What to do about it. */
  public static final String CURE =
      "set it to " + DEFAULT_MINUTES + " in the brokers (7 days, Kafka's default)";

  /** Asks the cluster; fails if it does not tell. */
  public static CompletionStage<OffsetsRetention> ask(Admin admin) {
    return admin
        .describeCluster()
        .nodes()
        .toCompletionStage()
        .thenCompose(
            nodes -> {
              ConfigResource broker =
                  new ConfigResource(
                      ConfigResource.Type.BROKER, nodes.iterator().next().idString());
              return admin
                  .describeConfigs(List.of(broker))
                  .all()
                  .toCompletionStage()
                  .thenApply(configs -> of(configs.get(broker).get(SETTING).value()));
            });
  }

  /**
   * As a broker writes it.
   *
   * @param minutes null where the broker has no such setting
   */
  public static OffsetsRetention of(String minutes) {
    return new OffsetsRetention(minutes == null ? DEFAULT_MINUTES : Long.parseLong(minutes));
  }

  /** What is wrong with it; empty if nothing is. */
  public Optional<String> fault() {
    Duration requests = Topics.MASK_REQUESTS.retention();
    if (Duration.ofMinutes(minutes).compareTo(requests) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s is [%d], but requests for masks are kept for %d minutes: workers that were all away for longer look at every one again",
            SETTING,
            minutes,
            requests.toMinutes()));
  }
}
