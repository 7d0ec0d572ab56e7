package io.qahan.dwave.emulator;

import io.javalin.config.JavalinConfig;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Requests that never reach a route, because their path cannot be read, are refused in JSON too.
 */
final class SapiErrors extends ErrorHandler {
  private SapiErrors() {}

  static void answeredBy(JavalinConfig config) {
    SapiErrors errors = new SapiErrors();
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
    Content.Sink.write(response, true, SapiJson.error(code, said).toString(), callback);
  }
}
