package io.qahan.deploy.dlq;

import io.qahan.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which dead letters are meant. */
final class Selection {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Those of one topic, for example images. May be repeated.")
  private List<String> topics = new ArrayList<>();

  @Option(names = "--cause", paramLabel = "CAUSE", description = "Those of one cause.")
  private String cause;

  List<Topic<?>> topics() {
    return DeadLetterTopics.named(topics);
  }

  /** Whether nothing was said, so that all are meant. */
  boolean isOpen() {
    return topics.isEmpty() && cause == null;
  }

  boolean includes(Letter letter) {
    return Optional.ofNullable(cause).map(letter.cause()::equals).orElse(true);
  }
}
