package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** {@code solvers/remote/}: the solvers, with ETags. */
final class SolverRoutes {
  private static final int NOT_MODIFIED = 304;
  private static final int MAX_AGE_SECONDS = 30;
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?(\"[^\"]*\")");

  private final SolverList solvers;

  SolverRoutes(SolverList solvers) {
    this.solvers = solvers;
  }

  void addTo(JavalinConfig config, String base) {
    config.routes.get(base + "/solvers/remote", this::list);
    config.routes.get(base + "/solvers/remote/{name}", this::one);
  }

  private void list(Context ctx) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    String filter = ctx.queryParam("filter");
    solvers.describe().forEach(solver -> list.add(SolverList.filtered(solver, filter)));
    answer(ctx, "solver-definition-list", list);
  }

  private void one(Context ctx) {
    answer(
        ctx,
        "solver-definition",
        SolverList.filtered(solvers.describe(ctx.pathParam("name")), ctx.queryParam("filter")));
  }

  private static void answer(Context ctx, String kind, JsonNode body) {
    String type = SapiJson.accepted(ctx, kind);
    CRC32 sum = new CRC32();
    sum.update(body.toString().getBytes(StandardCharsets.UTF_8));
    String etag = "\"" + Long.toHexString(sum.getValue()) + "\"";
    ctx.header("ETag", etag).header("Cache-Control", "private, max-age=" + MAX_AGE_SECONDS);
    if (isKnown(etag, ctx.header("If-None-Match"))) {
      ctx.status(NOT_MODIFIED).contentType(type); // the document's: caches keep what they are told
      return;
    }
    SapiJson.answer(ctx, type, body);
  }

  /** RFC 9110: any, or one of a list; a weak validator does as well as a strong one. */
  private static boolean isKnown(String etag, String ifNoneMatch) {
    if (ifNoneMatch == null) {
      return false;
    }
    return ifNoneMatch.strip().equals("*")
        || ENTITY_TAG.matcher(ifNoneMatch).results().anyMatch(tag -> tag.group(1).equals(etag));
  }
}
