package io.qahan.trainer.join;

import java.time.Duration;

/**
 * How long the join waits and remembers.
 *
 * @param features how long an image waits for its label
 * @param labels how long a label waits for its image
 * @param joined how long a joined image is remembered, so that it is not joined again
 */
public record Retention(Duration features, Duration labels, Duration joined) {
  Duration of(Side side) {
    return side == Side.FEATURES ? features : labels;
  }
}
