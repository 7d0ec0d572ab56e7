package io.qahan.schemas.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Some of Kafka's metrics come without a description, which {@code promtool check metrics} refuses:
 * their name in words stands in for it.
 */
final class HelpForAll implements MeterFilter {
  @Override
  public Meter.Id map(Meter.Id id) {
    if (id.getDescription() != null && !id.getDescription().isBlank()) {
      return id;
    }
    String words = id.getName().replace('.', ' ');
    return new Meter.Id(id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), words, id.getType());
  }
}
