package io.qahan.dwave.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.zip.InflaterInputStream;

/** Bodies of requests and answers, with the API's media types. */
final class SapiJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String VENDOR = "application/vnd.dwave.sapi.";
  private static final String JSON = "+json";
  private static final Set<String> ANYTHING = Set.of("*/*", "application/*", "application/json");

  /** Kinds that may be asked for in their versions 2.1 and later, too. */
  private static final Set<String> OLDER = Set.of("problem-answer", "problem-message");

  private SapiJson() {}

  static ObjectNode error(int code, String message) {
    return JsonNodeFactory.instance.objectNode().put("error_code", code).put("error_msg", message);
  }

  static void fail(Context ctx, int status, String message) {
    ctx.status(status).contentType("application/json").result(error(status, message).toString());
  }

  /**
   * The media type to answer with. To be asked before anything is done: a client that would not
   * take the answer must not have its problem solved, and paid for, all the same.
   *
   * @param kinds that the answer may be of, for example {@code problems}; the first one for clients
   *     that take anything
   * @throws SapiFault 415 if the client takes none of them, or only in another version
   */
  static String accepted(Context ctx, String... kinds) {
    String accept = ctx.header("Accept");
    for (String range : (accept == null ? "*/*" : accept).split(",", -1)) {
      String[] parts = range.strip().split("\\s*;\\s*", -1);
      boolean anything = ANYTHING.contains(parts[0]);
      for (String kind : kinds) {
        if (anything || (parts[0].equals(VENDOR + kind + JSON) && isSpoken(kind, parts))) {
          return VENDOR + kind + JSON + "; version=3.0.0; charset=utf-8";
        }
      }
    }
    throw new SapiFault(415, "Unsupported media type: " + accept);
  }

  private static boolean isSpoken(String kind, String[] parameters) {
    for (String parameter : parameters) {
      if (parameter.startsWith("version=")) {
        String version = parameter.substring("version=".length()).replace("\"", "");
        return version.matches("3(\\..*)?")
            || (OLDER.contains(kind) && version.matches("2\\.[1-9].*"));
      }
    }
    return true;
  }

  /** Answers in a media type that {@link #accepted} gave. */
  static void answer(Context ctx, String type, JsonNode body) {
    ctx.contentType(type).result(body.toString());
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
