package io.qahan.ingest.control;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.http.TextBody;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /control}: an operator freezes, resumes, pins or rolls back a model's training, by a
 * record in the control topic. Closed to all who do not show the admin token. Thread safe.
 */
public final class ControlRoutes {
  private static final Logger log = LoggerFactory.getLogger(ControlRoutes.class);
  private static final int MAX_BODY = 4096;
  private static final String ISSUER = "live page";

  private final AccessToken token;
  private final ControlSender sender;
  private final Clock clock;

  public ControlRoutes(AccessToken token, ControlSender sender, Clock clock) {
    this.token = token;
    this.sender = sender;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/control", this::post);
  }

  private void post(Context ctx) {
    token.check(ctx, "control the training");
    ControlRequest request =
        ControlRequest.parse(
            TextBody.read(ctx, MAX_BODY, "Send the action, a version and a short reason."));
    ctx.future(
        () ->
            sender
                .send(request.toRecord(ISSUER, clock.instant()))
                .handle(
                    (stored, error) ->
                        error == null ? accepted(ctx, request) : failed(ctx, error)));
  }

  private static Void accepted(Context ctx, ControlRequest request) {
    var answer = Json.object().put("action", request.action().name());
    request.version().ifPresent(version -> answer.put("version", version));
    answer.put(
        "note", "The trainer obeys it when it reads it; see the heads and the dead letters.");
    Json.answer(ctx, HttpStatus.ACCEPTED, answer);
    return null;
  }

  private static Void failed(Context ctx, Throwable error) {
    log.warn("A control request could not be put into Kafka: {}", error.toString());
    Json.answer(
        ctx,
        new HttpFault(
            HttpStatus.SERVICE_UNAVAILABLE,
            "not-stored",
            "The request could not be put into Kafka: " + error.getMessage(),
            "Send it again; it does no harm to ask twice."));
    return null;
  }
}
