package io.qahan.ingest;

import io.javalin.config.JavalinConfig;
import io.qahan.ingest.http.SummaryRoutes;
import io.qahan.ingest.live.LiveService;

/**
 * Every route that ingest adds to those which all services have; {@code openapi.yaml} lists them.
 */
record HttpRoutes(IncomingRoutes incoming, SummaryRoutes summary, LiveService page) {
  /** Adds the routes. */
  void addTo(JavalinConfig config) {
    incoming.addTo(config);
    summary.addTo(config);
    page.addTo(config);
  }
}
