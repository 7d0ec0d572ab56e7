package io.qahan.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** {@code POST /images} and {@code GET /predictions/{id}}. Thread safe. */
public final class ImageRoutes {
  private final ImageDoor door;

  public ImageRoutes(ImageDoor door) {
    this.door = door;
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/images", this::post);
    config.routes.get("/predictions/{id}", this::get);
  }

  private void get(Context ctx) {
    String id = ctx.pathParam("id");
    Json.answer(
        ctx, HttpStatus.OK, Json.prediction(id, door.predictionOf(id), door.policy().models()));
  }

  private void post(Context ctx) {
    door.checkOpen();
    HttpPolicy policy = door.policy();
    ImageQuery query = ImageQuery.of(ctx, door::newId, policy);
    CompletableFuture<ImageDoor.Outcome> outcome;
    try (HttpBody body =
        HttpBody.read(
            ctx,
            policy.maxBytes(),
            "Send a smaller image, or raise ingest.image.max.bytes.",
            policy)) {
      String type = ctx.contentType() == null ? "" : ctx.contentType();
      outcome =
          door.take(
              new ImageDoor.Arrival(
                  query.id(),
                  door.file(body.bytes(), type),
                  query.label(),
                  query.patience(),
                  ImageDoor.traceOf(ctx)));
    }
    ctx.future(() -> outcome.thenAccept(became -> answer(ctx, query, became)));
  }

  private void answer(Context ctx, ImageQuery query, ImageDoor.Outcome outcome) {
    if (outcome instanceof ImageDoor.Answered answered) {
      Json.answer(
          ctx,
          HttpStatus.OK,
          Json.prediction(query.id(), answered.prediction(), door.policy().models()));
    } else if (outcome instanceof ImageDoor.Failed failed) {
      Json.answer(ctx, failed.fault());
    } else {
      accepted(ctx, query);
    }
  }

  private static void accepted(Context ctx, ImageQuery query) {
    String path =
        "/predictions/" + URLEncoder.encode(query.id(), StandardCharsets.UTF_8).replace("+", "%20");
    ObjectNode body = Json.object().put("id", query.id()).put("prediction", path);
    if (!query.patience().isZero()) {
      body.put(
          "note",
          String.format(Locale.ROOT, "No prediction within %d ms.", query.patience().toMillis()));
    }
    ctx.header("Location", path);
    Json.answer(ctx, HttpStatus.ACCEPTED, body);
  }
}
