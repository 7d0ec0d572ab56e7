package io.qahan.ingest.events;

import io.javalin.http.sse.SseClient;
import java.io.IOException;

/** A browser at the other end of a server-sent event stream. */
public record SseBrowser(SseClient client) implements Viewer {
  @Override
  public void send(Event event) throws IOException {
    client.sendEvent(event.type(), event.json());
    if (client.terminated()) {
      throw new IOException("the browser has left");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
