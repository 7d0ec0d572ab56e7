package io.qahan.deploy.operate.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Whether a service says that it is ready, and what it says of its clock. */
final class ServiceCheck {
  private static final String CHECK = "service";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST = 500;

  private ServiceCheck() {}

  /**
   * Asks it.
   *
   * @param url of its HTTP server, for example {@code http://host:8080}
   */
  static List<Finding> of(String url) {
    HttpUrl base = HttpUrl.parse(url);
    if (base == null) {
      return List.of(
          Finding.fault(
              CHECK,
              "[" + url + "] is no URL",
              "give --service the address of a service's http.port"));
    }
    OkHttpClient http = new OkHttpClient.Builder().callTimeout(PATIENCE).build();
    try {
      List<Finding> findings = new ArrayList<>();
      findings.add(readiness(http, url, base));
      findings.addAll(ClockCheck.ofService(url, metrics(http, base)));
      return findings;
    } catch (IOException e) {
      return List.of(
          Finding.fault(
              CHECK,
              "nothing answers at [%s]: %s".formatted(url, e.getMessage()),
              "start the service, or correct the address"));
    } finally {
      http.connectionPool().evictAll();
      http.dispatcher().executorService().shutdown();
    }
  }

  /** Empty if the service does not show them. */
  private static String metrics(OkHttpClient http, HttpUrl base) {
    HttpUrl metrics = base.newBuilder().addPathSegment("metrics").build();
    try (Response response = http.newCall(new Request.Builder().url(metrics).build()).execute()) {
      return response.code() == 200 ? response.body().string() : "";
    } catch (IOException e) { // readiness says enough
      return "";
    }
  }

  private static Finding readiness(OkHttpClient http, String url, HttpUrl base) throws IOException {
    HttpUrl readyz = base.newBuilder().addPathSegment("readyz").build();
    try (Response response = http.newCall(new Request.Builder().url(readyz).build()).execute()) {
      String said = response.peekBody(LONGEST).string().strip();
      return response.code() == 200
          ? Finding.ok(CHECK, "[%s] is ready: %s".formatted(url, said))
          : Finding.fault(
              CHECK,
              String.format(
                  Locale.ROOT, "[%s] is not ready: HTTP %d, %s", url, response.code(), said),
              "see its log, and the runbook for what it says");
    }
  }
}
