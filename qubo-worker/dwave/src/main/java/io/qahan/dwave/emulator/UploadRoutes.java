package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code bqm/multipart}: uploads in parts. */
final class UploadRoutes {
  private final UploadStore store;

  UploadRoutes(UploadStore store) {
    this.store = store;
  }

  void addTo(JavalinConfig config, String base) {
    String all = base + "/bqm/multipart";
    config.routes.post(all, this::begin);
    config.routes.get(all + "/{id}/status", this::status);
    config.routes.put(all + "/{id}/part/{part}", this::put);
    config.routes.post(all + "/{id}/combine", this::combine);
  }

  private void begin(Context ctx) {
    long size = SapiJson.body(ctx).path("size").asLong(0);
    SapiJson.plain(ctx, JsonNodeFactory.instance.objectNode().put("id", store.begin(size)));
  }

  private void status(Context ctx) {
    UploadStore.State state = store.state(ctx.pathParam("id"));
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", state.complete() ? "UPLOAD_COMPLETED" : "UPLOAD_IN_PROGRESS");
    ArrayNode parts = json.putArray("parts");
    state
        .sums()
        .forEach((part, sum) -> parts.addObject().put("part_number", part).put("checksum", sum));
    SapiJson.plain(ctx, json);
  }

  private void put(Context ctx) throws IOException {
    String part = ctx.pathParam("part");
    if (!"application/octet-stream".equals(ctx.contentType())) {
      throw new SapiFault(415, "Content-Type must be application/octet-stream");
    }
    store.put(
        ctx.pathParam("id"),
        part.matches("\\d{1,6}") ? Integer.parseInt(part) : -1,
        ctx.header("Content-MD5"),
        ctx.bodyAsBytes());
    SapiJson.plain(ctx, JsonNodeFactory.instance.objectNode());
  }

  private void combine(Context ctx) throws IOException {
    store.combine(ctx.pathParam("id"), SapiJson.body(ctx).path("checksum").asText());
    SapiJson.plain(ctx, JsonNodeFactory.instance.objectNode());
  }
}
