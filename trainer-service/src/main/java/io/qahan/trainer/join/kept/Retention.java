package io.qahan.trainer.join.kept;

import java.time.Duration;

/**
 * How long the join waits and remembers.
 *
 * @param features how long an image waits for its label
 * @param labels how long a label waits for its image
 * @param joined how long a joined image is remembered after its newest example, so that it is not
 *     joined again and its label can be corrected
 */
public record Retention(Duration features, Duration labels, Duration joined) {
  public Duration of(Kept kind) {
    return switch (kind) {
      case FEATURES -> features;
      case LABELS -> labels;
      case JOINED -> joined;
    };
  }
}
