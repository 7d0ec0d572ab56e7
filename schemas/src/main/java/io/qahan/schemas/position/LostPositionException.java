package io.qahan.schemas.position;

import java.util.Locale;
import org.apache.kafka.common.TopicPartition;

/**
 * A place in a topic that cannot be right any more, where only a person can tell what is. Waiting
 * does not mend it: the service has to end, and its message says how it starts again.
 */
public final class LostPositionException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * @param who the group or model
   * @param partition where
   * @param what what is wrong, without a full stop
   */
  public LostPositionException(String who, TopicPartition partition, String what) {
    super(
        String.format(
                Locale.ROOT,
                "[%s] cannot go on in [%s]: %s. Start it once with lost.position=end to take what the topic",
                who,
                partition,
                what)
            + " holds as done, or with lost.position=beginning to work through all of it, what was"
            + " done before included; then remove the setting.");
  }
}
