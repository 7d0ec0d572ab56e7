package io.qahan.ingest.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.FormFiles;
import io.qahan.ingest.http.HttpBody;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.image.RejectReason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** {@code POST /images} and {@code GET /predictions/{id}}. Thread safe. */
public final class ImageRoutes {
  /** A file of a form, and what becomes of it. */
  private record Posted(String file, String id, CompletableFuture<ImageDoor.Outcome> outcome) {}

  private final ImageDoor door;
  private final HttpPolicy.Batches batches;

  /**
   * @param batches how much one form may have
   */
  public ImageRoutes(ImageDoor door, HttpPolicy.Batches batches) {
    this.door = door;
    this.batches = batches;
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/images", this::post);
    config.routes.get("/predictions/{id}", this::get);
  }

  private void get(Context ctx) {
    String id = ctx.pathParam("id");
    ctx.future(
        () ->
            door.predictionOf(id)
                .handle(
                    (prediction, error) -> {
                      if (error == null) {
                        Json.answer(
                            ctx,
                            HttpStatus.OK,
                            Json.prediction(id, prediction, door.policy().models()));
                      } else {
                        Json.answer(ctx, (HttpFault) ImageDoor.causeOf(error));
                      }
                      return null;
                    }));
  }

  private void post(Context ctx) {
    door.checkOpen();
    HttpPolicy policy = door.policy();
    ImageQuery query = ImageQuery.of(ctx, door::newId, policy);
    String type = ctx.contentType() == null ? "" : ctx.contentType();
    if (FormFiles.isForm(type)) {
      postForm(ctx, query, type);
      return;
    }
    CompletableFuture<ImageDoor.Outcome> outcome;
    try (HttpBody body =
        HttpBody.read(
            ctx,
            policy.maxBytes(),
            "Send a smaller image, or raise ingest.image.max.bytes.",
            policy)) {
      outcome =
          door.take(
              new ImageDoor.Arrival(
                  query.id(),
                  door.file(body.bytes(), type),
                  ImageDoor.hashOf(body.bytes()),
                  query.label(),
                  query.patience(),
                  ImageDoor.traceOf(ctx)));
    }
    ctx.future(() -> outcome.thenAccept(became -> answer(ctx, query, became)));
  }

  /** Every file is answered for, in its place; a bad one takes none of the others with it. */
  private void postForm(Context ctx, ImageQuery query, String type) {
    List<Posted> posted = new ArrayList<>();
    try (HttpBody body =
        HttpBody.read(
            ctx,
            batches.bytes(),
            "Send fewer images at a time, or raise ingest.http.batch.bytes.",
            door.policy())) {
      List<FormFiles.FormFile> files = FormFiles.read(body.bytes(), type, batches.images());
      if (files.size() > 1 && ctx.queryParam("id") != null) {
        throw HttpFault.badRequest(
            "bad-id", "There is one ?id= for many images.", "Leave it out: each gets its own.");
      }
      for (FormFiles.FormFile file : files) {
        String id = files.size() == 1 ? query.id() : door.newId();
        posted.add(new Posted(file.name(), id, took(ctx, id, query, file)));
      }
    }
    ctx.future(
        () ->
            CompletableFuture.allOf(
                    posted.stream().map(Posted::outcome).toArray(CompletableFuture[]::new))
                .thenAccept(done -> answer(ctx, posted)));
  }

  private CompletableFuture<ImageDoor.Outcome> took(
      Context ctx, String id, ImageQuery query, FormFiles.FormFile file) {
    try {
      if (file.content().length > door.policy().maxBytes()) {
        throw new HttpFault(
            HttpStatus.CONTENT_TOO_LARGE,
            RejectReason.TOO_LARGE.slug(),
            String.format(
                Locale.ROOT, "The file is larger than [%d] bytes.", door.policy().maxBytes()),
            "Send a smaller image, or raise ingest.image.max.bytes.");
      }
      return door.take(
          new ImageDoor.Arrival(
              id,
              door.file(file.content(), file.type()),
              ImageDoor.hashOf(file.content()),
              query.label(),
              query.patience(),
              ImageDoor.traceOf(ctx)));
    } catch (HttpFault fault) {
      return CompletableFuture.completedFuture(new ImageDoor.Failed(fault));
    }
  }

  private void answer(Context ctx, List<Posted> posted) {
    ObjectNode json = Json.object();
    ArrayNode images = json.putArray("images");
    HttpFault fault = null;
    int failures = 0;
    for (Posted each : posted) {
      ObjectNode image = images.addObject().put("file", each.file()).put("id", each.id());
      ImageDoor.Outcome outcome = each.outcome().join();
      if (outcome instanceof ImageDoor.Answered answered) {
        image.put("state", answered.prediction().getDegraded() ? "degraded" : "answered");
        image.set(
            "prediction",
            Json.prediction(each.id(), answered.prediction(), door.policy().models()));
      } else if (outcome instanceof ImageDoor.Failed failed) {
        failures++;
        fault = fault == null ? failed.fault() : fault;
        boolean again = failed.fault().status() == HttpStatus.SERVICE_UNAVAILABLE;
        image.put("state", again ? "failed" : "refused");
        image.set("fault", Json.of(failed.fault()));
      } else {
        image.put("state", "stored").put("ask", pathOf(each.id()));
      }
    }
    if (fault != null && failures == posted.size()) {
      Json.answer(
          ctx,
          new HttpFault(
              fault.status(),
              fault.slug(),
              "None of the files was taken. Of [%s]: %s"
                  .formatted(posted.get(0).file(), fault.getMessage()),
              fault.advice()));
      return;
    }
    Json.answer(ctx, HttpStatus.OK, json);
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
    String path = pathOf(query.id());
    ObjectNode body = Json.object().put("id", query.id()).put("prediction", path);
    if (!query.patience().isZero()) {
      body.put(
          "note",
          String.format(Locale.ROOT, "No prediction within %d ms.", query.patience().toMillis()));
    }
    ctx.header("Location", path);
    Json.answer(ctx, HttpStatus.ACCEPTED, body);
  }

  private static String pathOf(String id) {
    return "/predictions/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
