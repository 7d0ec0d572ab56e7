package io.qahan.schemas.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which properties of Kafka's clients are not for choosing, because it rests on them that no record
 * is lost or worked on twice.
 */
final class ExactlyOnce {
  private static final List<String> CLIENTS =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.");

  /** The only values that may be given. */
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "processing.guarantee", List.of("exactly_once_v2"),
          "isolation.level", List.of("read_committed"),
          "acks", List.of("all", "-1"),
          "enable.idempotence", List.of("true"),
          "enable.auto.commit", List.of("false"),
          // With "streams" Kafka Streams makes its main consumer itself: without the places that
          // we keep, and without a bound for what a record may hold.
          "group.protocol", List.of("classic", "consumer"));

  /** Names that groups, changelogs and transactions go by. */
  private static final List<String> NAMES =
      List.of("application.id", "group.id", "transactional.id");

  private ExactlyOnce() {}

  /** What is wrong with a setting under {@code kafka.} or {@code streams.}; empty if nothing is. */
  static Optional<String> faultOf(String name, String text, String source) {
    String property = propertyOf(name);
    if (NAMES.contains(property)) {
      return Optional.of(
          "[%s] (from %s) is not for choosing: groups, changelogs and transactions go by names of our own. Remove it; topic.prefix keeps two systems apart."
              .formatted(name, source));
    }
    List<String> allowed = VALUES.get(property);
    if (allowed == null || allowed.contains(text.strip().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        "[%s] is [%s] (from %s) but must be [%s]: that no record is lost or worked on twice rests on it. Remove it."
            .formatted(name, text, source, allowed.get(0)));
  }

  private static String propertyOf(String name) {
    String property = name.substring(name.indexOf('.') + 1);
    return CLIENTS.stream()
        .filter(property::startsWith)
        .findFirst()
        .map(client -> property.substring(client.length()))
        .orElse(property);
  }
}
