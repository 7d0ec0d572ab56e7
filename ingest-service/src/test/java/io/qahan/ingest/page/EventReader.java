package io.qahan.ingest.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Predicate;
import okhttp3.Response;

/** Reads an event stream as a browser does, frame by frame. */
final class EventReader implements Closeable {
  /** One event of the stream. */
  record Frame(String type, String body) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  final Response response;

  EventReader(Response response) {
    this.response = response;
  }

  /** The next event; fails when the stream ends. */
  Frame next() throws IOException {
    String type = "message";
    StringBuilder body = new StringBuilder();
    while (true) {
      String line = response.body().source().readUtf8LineStrict();
      if (line.isEmpty() && body.length() > 0) {
        return new Frame(type, body.toString());
      }
      if (line.startsWith("event:")) {
        type = line.substring("event:".length()).trim();
      } else if (line.startsWith("data:")) {
        body.append(line.substring("data:".length()).trim());
      }
    }
  }

  /** Reads on until an event of that type is as wished. */
  JsonNode await(String type, Predicate<JsonNode> wished) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.type().equals(type) && wished.test(frame.json())) {
        return frame.json();
      }
    }
  }

  boolean atEnd() throws IOException {
    return response.body().source().exhausted();
  }

  @Override
  public void close() {
    response.close();
  }
}
