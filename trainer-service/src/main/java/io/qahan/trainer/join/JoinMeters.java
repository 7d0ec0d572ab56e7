package io.qahan.trainer.join;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topic;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Kept;
import java.util.List;

/** What the join shows of itself, over all tasks of this process. Thread safe. */
public final class JoinMeters {
  /** Why something was let go: its time was over. */
  static final String EXPIRED = "expired";

  /** Why something was let go: there was no room for it. */
  static final String BYTES = "bytes";

  /** Why an image was let go: another came under its id. */
  static final String REPLACED = "replaced";

  /** What a correction corrected: a label that was trained on, so it makes another example. */
  static final String TRAINED = "trained";

  /** What a correction corrected: a label that waits for its image. */
  static final String WAITING = "waiting";

  private final MeterRegistry registry;

  public JoinMeters(MeterRegistry registry, JoinSpace space) {
    this.registry = registry;
    for (Side side : Side.values()) {
      Metric.JOIN_WAITING.gauge(registry, () -> space.records(side.kept()), side.slug());
      Metric.JOIN_DUPLICATES.counter(registry, side.slug()); // from zero on, for rates
    }
    for (Kept kind : Kept.values()) {
      Metric.JOIN_BYTES.gauge(registry, () -> space.bytes(kind), kind.slug());
      for (String cause : List.of(EXPIRED, BYTES)) {
        lettingGo(kind, cause);
      }
      if (kind != Kept.LABELS) {
        lettingGo(kind, REPLACED);
      }
    }
    Metric.JOIN_REMEMBERED.gauge(registry, () -> space.records(Kept.JOINED));
    Metric.JOIN_BYTES_MOST.gauge(registry, space::most);
    for (String corrected : List.of(TRAINED, WAITING)) {
      Metric.JOIN_CORRECTIONS.counter(registry, corrected);
    }
  }

  private Counter lettingGo(Kept kind, String cause) {
    return kind == Kept.JOINED
        ? Metric.JOIN_FORGOTTEN.counter(registry, cause)
        : Metric.JOIN_EXPIRED.counter(registry, kind.slug(), cause);
  }

  void letGo(Kept kind, String cause) {
    lettingGo(kind, cause).increment();
  }

  void duplicate(Side side) {
    Metric.JOIN_DUPLICATES.counter(registry, side.slug()).increment();
  }

  /**
   * @param of {@link #TRAINED} or {@link #WAITING}
   */
  void corrected(String of) {
    Metric.JOIN_CORRECTIONS.counter(registry, of).increment();
  }

  void deadLetter(Topic<?> topic, String cause) {
    Metric.DEAD_LETTERS.counter(registry, topic.base(), cause).increment();
  }
}
