package io.qahan.deploy.pipeline.tracing;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;

/**
 * Sends the spans of this process to an OpenTelemetry collector, if the environment asks for it.
 *
 * <p>OpenTelemetry's SDK reads its own variables ({@code OTEL_*}). Without one that says where
 * spans go it is not even loaded, and the services make no spans.
 */
public final class SpanExport {
  /** What the environment may say otherwise. Metrics are Prometheus' at {@code /metrics}. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private SpanExport() {}

  /**
   * Starts it, before any service. What is left is sent when the JVM exits.
   *
   * @param environment of this process
   * @param command what it does, for its default service name: {@code qahan-ingest}
   */
  public static void start(Map<String, String> environment, String command) {
    if (isWanted(environment)) {
      AutoConfiguredOpenTelemetrySdk.builder()
          .addPropertiesSupplier(() -> DEFAULTS)
          .addPropertiesSupplier(() -> Map.of("otel.service.name", "qahan-" + command))
          .setResultAsGlobal()
          .build();
    }
  }

  /** Whether the environment says where spans go, and nothing against it. */
  static boolean isWanted(Map<String, String> environment) {
    boolean placeKnown =
        environment.containsKey("OTEL_TRACES_EXPORTER")
            || environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    return placeKnown
        && !"none".equals(environment.get("OTEL_TRACES_EXPORTER"))
        && !Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"));
  }
}
