package io.qahan.dwave.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.InflaterInputStream;

/** Bodies of requests and answers, with the API's media types. */
final class SapiJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SapiJson() {}

  static ObjectNode error(int code, String message) {
    return JsonNodeFactory.instance.objectNode().put("error_code", code).put("error_msg", message);
  }

  static void fail(Context ctx, int status, String message) {
    ctx.status(status).contentType("application/json").result(error(status, message).toString());
  }

  /**
   * Answers with one of the API's own media types, if the client takes it.
   *
   * @param kind for example {@code problems}
   */
  static void answer(Context ctx, String kind, JsonNode body) {
    String type = "application/vnd.dwave.sapi." + kind + "+json";
    String accept = ctx.header("Accept");
    boolean taken = accept == null || accept.contains("*/*") || accept.contains("application/json");
    if (!taken && !accept.contains(type)) {
      throw new SapiFault(415, "Unsupported media type: " + accept);
    }
    ctx.contentType(type + "; version=3.0.0; charset=utf-8").result(body.toString());
  }

  /** Answers of uploads have no media type of their own for clients that ask for none. */
  static void plain(Context ctx, JsonNode body) {
    ctx.contentType("application/json").result(body.toString());
  }

  /**
   * The body as JSON, inflated if it comes deflated.
   *
   * @throws SapiFault 400 if it is not JSON
   */
  static JsonNode body(Context ctx) {
    try {
      byte[] bytes = ctx.bodyAsBytes();
      if ("deflate".equalsIgnoreCase(ctx.header("Content-Encoding"))) {
        bytes = new InflaterInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      }
      JsonNode json = MAPPER.readTree(bytes);
      if (json == null) {
        throw new SapiFault(400, "Empty body");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new SapiFault(400, "Invalid JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new SapiFault(400, "Body cannot be read: " + e.getMessage());
    }
  }
}
