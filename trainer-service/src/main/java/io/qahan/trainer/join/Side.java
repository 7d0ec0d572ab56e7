package io.qahan.trainer.join;

import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.join.kept.Kept;
import java.util.Locale;

/** The two sides of the join. */
enum Side {
  FEATURES,
  LABELS;

  /** Where its records come from. */
  Topic<?> topic() {
    return this == FEATURES ? Topics.MASKED_FEATURES : Topics.LABELS;
  }

  /** What its records are while they wait. */
  Kept kept() {
    return this == FEATURES ? Kept.FEATURES : Kept.LABELS;
  }

  /** As metrics have it. */
  String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
