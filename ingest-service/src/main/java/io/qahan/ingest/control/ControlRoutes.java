package io.qahan.ingest.control;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
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

  private final AdminToken token;
  private final ControlSender sender;
  private final Clock clock;

  public ControlRoutes(AdminToken token, ControlSender sender, Clock clock) {
    this.token = token;
    this.sender = sender;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/control", this::post);
  }

  private void post(Context ctx) {
    checkAdmitted(ctx);
    ControlRequest request = ControlRequest.parse(body(ctx));
    ctx.future(
        () ->
            sender
                .send(request.toRecord(ISSUER, clock.instant()))
                .handle(
                    (stored, error) ->
                        error == null ? accepted(ctx, request) : failed(ctx, error)));
  }

  private void checkAdmitted(Context ctx) {
    if (!token.isSet()) {
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "admin-off",
          "Nobody may control the training over HTTP.",
          "Set ingest.http.admin.token (QAHAN_INGEST_HTTP_ADMIN_TOKEN) and start ingest again.");
    }
    if (!token.admits(ctx.header("Authorization"))) {
      log.warn("A control request without the admin token was refused");
      throw new HttpFault(
          HttpStatus.FORBIDDEN,
          "bad-token",
          "The admin token is missing or wrong.",
          "Send the header Authorization: Bearer TOKEN, with what ingest.http.admin.token says.");
    }
  }

  private static String body(Context ctx) {
    try {
      byte[] body = ctx.bodyInputStream().readNBytes(MAX_BODY + 1);
      if (body.length <= MAX_BODY) {
        return new String(body, StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off", e);
    }
    throw new HttpFault(
        HttpStatus.CONTENT_TOO_LARGE,
        "too-large",
        String.format(Locale.ROOT, "The body is larger than [%d] bytes.", MAX_BODY),
        "Send the action, a version and a short reason.");
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
