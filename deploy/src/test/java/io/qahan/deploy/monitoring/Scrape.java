package io.qahan.deploy.monitoring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;

/** The metrics that a service shows at {@code /metrics}. */
final class Scrape {
  private Scrape() {}

  /** The names of its samples. */
  static Set<String> names(int port) throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>();
    text("http://127.0.0.1:" + port + "/metrics")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }

  static String text(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
