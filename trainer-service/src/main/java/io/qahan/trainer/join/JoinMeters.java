package io.qahan.trainer.join;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topic;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What the join shows of itself, over all tasks of this process. Thread safe. */
public final class JoinMeters {
  private final MeterRegistry registry;
  private final Map<Side, AtomicLong> waiting = new EnumMap<>(Side.class);

  public JoinMeters(MeterRegistry registry) {
    this.registry = registry;
    for (Side side : Side.values()) {
      AtomicLong count = new AtomicLong();
      waiting.put(side, count);
      Metric.JOIN_WAITING.gauge(registry, count::get, side.slug());
      Metric.JOIN_EXPIRED.counter(registry, side.slug()); // from zero on, for rates
      Metric.JOIN_DUPLICATES.counter(registry, side.slug());
    }
  }

  void waiting(Side side, long change) {
    waiting.get(side).addAndGet(change);
  }

  void expired(Side side) {
    Metric.JOIN_EXPIRED.counter(registry, side.slug()).increment();
  }

  void duplicate(Side side) {
    Metric.JOIN_DUPLICATES.counter(registry, side.slug()).increment();
  }

  void deadLetter(Topic<?> topic, String cause) {
    Metric.DEAD_LETTERS.counter(registry, topic.base(), cause).increment();
  }
}
