package io.qahan.schemas.topic;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;

/**
 * Full topic names: {@code <prefix><base>.v1}, and {@code <prefix>dlq.<base>.v1} for the records of
 * a topic that could not be used. Images and labels may be shared with another system, whose prefix
 * their names then have.
 *
 * @param prefix in front of every name, for example {@code qahan.}
 * @param inputPrefix in front of the names of images and labels; mostly the same
 */
public record TopicNames(String prefix, String inputPrefix) {
  private static final String VERSION = ".v1";

  /** Images and labels are this system's own. */
  public TopicNames(String prefix) {
    this(prefix, prefix);
  }

  public static TopicNames from(Settings settings) {
    String prefix = settings.get(CommonSettings.TOPIC_PREFIX);
    String inputs = settings.get(CommonSettings.INPUT_PREFIX);
    return inputs.isEmpty() ? new TopicNames(prefix) : new TopicNames(prefix, inputs);
  }

  public String of(Topic<?> topic) {
    boolean input = topic.equals(Topics.IMAGES) || topic.equals(Topics.LABELS);
    return (input ? inputPrefix : prefix) + topic.base() + VERSION;
  }

  /** Whether images and labels are another system's, which this one only reads. */
  public boolean sharesInputs() {
    return !inputPrefix.equals(prefix);
  }

  public String deadLettersOf(Topic<?> topic) {
    return prefix + "dlq." + topic.base() + VERSION;
  }
}
