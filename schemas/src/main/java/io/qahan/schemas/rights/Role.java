package io.qahan.schemas.rights;

import io.qahan.schemas.topic.TopicNames;
import java.util.Locale;

/** Who has rights of its own at the brokers: a user each, so that one's password opens no more. */
public enum Role {
  INGEST("the service ingest"),
  WORKER("the workers"),
  TRAINER("the service trainer"),
  RETRAIN(
      "qahan retrain; the trainer's user needs this too where the trainer starts it by itself"
          + " (trainer.retrain)"),
  SHADOW(
      "qahan retrain --shadow: the user of qahan retrain needs this besides"
          + " (trainer.retrain.shadow)"),
  SENDER("qahan send and demo, and clients of your own"),
  OBSERVER("commands that only look: doctor, lag, predictions, and every list, show and check"),
  OPERATOR("commands that change something: topics, training, heads, models, dlq, label");

  private final String who;

  Role(String who) {
    this.who = who;
  }

  /** As the command line has it. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Who it is, for people. */
  public String who() {
    return who;
  }

  /** The name of its user: {@code qahan-ingest} for the prefix {@code qahan.}. */
  public String user(TopicNames names) {
    String prefix = names.prefix().replaceAll("[^A-Za-z0-9]+", "-");
    return (prefix.isEmpty() || prefix.endsWith("-") ? prefix : prefix + "-") + slug();
  }
}
