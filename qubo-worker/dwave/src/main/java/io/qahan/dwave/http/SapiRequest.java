package io.qahan.dwave.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * One request to SAPI. Immutable.
 *
 * @param method GET, POST, PUT or DELETE
 * @param url where to
 * @param media what is asked for
 * @param body null for none
 * @param headers besides those that every request has
 * @param repetition when it may be sent again
 * @param patience how long the server may keep silent beyond the read timeout
 */
public record SapiRequest(
    String method,
    HttpUrl url,
    SapiMedia media,
    RequestBody body,
    Map<String, String> headers,
    Repetition repetition,
    Duration patience) {

  /** When a request may be sent again. */
  public enum Repetition {
    /** Sending it twice does what sending it once does. */
    HARMLESS,
    /** Only if no byte of it has left: it might be carried out, and paid for, twice. */
    IF_NEVER_SENT,
    /** Not at all: whoever sends it has a plan of his own. */
    NEVER
  }

  public SapiRequest {
    headers = Map.copyOf(headers);
  }

  public static SapiRequest get(HttpUrl url, SapiMedia media) {
    return new SapiRequest("GET", url, media, null, Map.of(), Repetition.HARMLESS, Duration.ZERO);
  }

  public static SapiRequest delete(HttpUrl url, SapiMedia media, RequestBody body) {
    return new SapiRequest(
        "DELETE", url, media, body, Map.of(), Repetition.HARMLESS, Duration.ZERO);
  }

  public static SapiRequest put(HttpUrl url, SapiMedia media, RequestBody body) {
    return new SapiRequest("PUT", url, media, body, Map.of(), Repetition.HARMLESS, Duration.ZERO);
  }

  /** A POST is sent again only if it never left, unless {@link #repeated} says otherwise. */
  public static SapiRequest post(HttpUrl url, SapiMedia media, RequestBody body) {
    return new SapiRequest(
        "POST", url, media, body, Map.of(), Repetition.IF_NEVER_SENT, Duration.ZERO);
  }

  public SapiRequest repeated(Repetition other) {
    return new SapiRequest(method, url, media, body, headers, other, patience);
  }

  public SapiRequest patient(Duration extra) {
    return new SapiRequest(method, url, media, body, headers, repetition, extra);
  }

  /** With one more header. */
  public SapiRequest with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new SapiRequest(method, url, media, body, more, repetition, patience);
  }

  Request toOkHttp(Departure departure) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .method(method, body)
            .header("Accept", media.accept())
            .tag(Departure.class, departure);
    headers.forEach(request::header);
    return request.build();
  }

  /** The request in messages: without its query, which may be long. */
  String title() {
    return method + " " + url.newBuilder().query(null).build();
  }

  /** Not the body, which may be megabytes. */
  @Override
  public String toString() {
    return title() + Optional.ofNullable(url.query()).map(q -> "?...").orElse("");
  }
}
