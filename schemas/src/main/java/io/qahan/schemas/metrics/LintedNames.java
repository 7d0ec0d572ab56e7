package io.qahan.schemas.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

/**
 * Prometheus names that pass {@code promtool check metrics}. Kafka and the JVM have gauges that end
 * in {@code _count}, which is a histogram's word, and units in abbreviations; those are renamed,
 * everything else is left as Micrometer names it.
 */
final class LintedNames extends PrometheusNamingConvention {
  @Override
  public String name(String name, Meter.Type type, String baseUnit) {
    return super.name(
        spelledOut(name, type), type, baseUnit == null ? null : spelledOut(baseUnit, type));
  }

  private static String spelledOut(String name, Meter.Type type) {
    String spelled =
        name.replaceAll("(^|[._-])ms($|[._-])", "$1millis$2")
            .replaceAll("(^|[._-])ns($|[._-])", "$1nanos$2");
    return type == Meter.Type.GAUGE || type == Meter.Type.OTHER
        ? spelled.replaceAll("([._-])count$", "$1number")
        : spelled;
  }
}
