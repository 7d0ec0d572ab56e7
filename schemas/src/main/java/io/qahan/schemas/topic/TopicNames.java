package io.qahan.schemas.topic;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;

/**
 * Full topic names: {@code <prefix><base>.v1}, and {@code <prefix>dlq.<base>.v1} for the records of
 * a topic that could not be used.
 *
 * @param prefix in front of every name, for example {@code qahan.}
 */
public record TopicNames(String prefix) {
  private static final String VERSION = ".v1";

  public static TopicNames from(Settings settings) {
    return new TopicNames(settings.get(CommonSettings.TOPIC_PREFIX));
  }

  public String of(Topic<?> topic) {
    return prefix + topic.base() + VERSION;
  }

  public String deadLettersOf(Topic<?> topic) {
    return prefix + "dlq." + topic.base() + VERSION;
  }
}
