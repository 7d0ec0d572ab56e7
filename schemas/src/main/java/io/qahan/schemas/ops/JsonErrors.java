package io.qahan.schemas.ops;

import io.javalin.config.JavalinConfig;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What a server says to requests that never reach a route, because their path or headers cannot be
 * read: JSON with an error, its cause and an advice, as its routes say it, and no page of HTML.
 */
public final class JsonErrors extends ErrorHandler {
  private JsonErrors() {}

  /** Lets a server refuse so. */
  public static void answeredBy(JavalinConfig config) {
    JsonErrors errors = new JsonErrors();
    config.jetty.modifyServer(server -> server.setErrorHandler(errors));
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(errors));
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String said = message == null || message.isBlank() ? HttpStatus.getMessage(code) : message;
    Content.Sink.write(response, true, json(code, said), callback);
  }

  private static String json(int code, String message) {
    String error = message + " (HTTP " + code + ").";
    if (code == HttpStatus.SERVICE_UNAVAILABLE_503) {
      return json(error, "busy", "Send it again in a second, or fewer at a time.");
    }
    return code < HttpStatus.INTERNAL_SERVER_ERROR_500
        ? json(
            error,
            "bad-request",
            "Percent-encode the path and the query as UTF-8, and keep headers short.")
        : json(error, "internal", "Try again; the service's log says more.");
  }

  /** What a refusal says. */
  static String json(String error, String cause, String advice) {
    return """
        {"error":"%s","cause":"%s","advice":"%s"}"""
        .formatted(escaped(error), cause, advice);
  }

  /** Jetty's messages may quote what the client sent. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c < ' ' || c > '~' ? '?' : c);
      }
    }
    return escaped.toString();
  }
}
