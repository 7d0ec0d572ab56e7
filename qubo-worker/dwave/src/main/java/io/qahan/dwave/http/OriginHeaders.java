package io.qahan.dwave.http;

import io.qahan.dwave.config.ApiToken;
import java.io.IOException;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Adds the token and the configured headers to requests to the endpoint, and to no other host: as a
 * network interceptor it also sees where redirects lead.
 */
final class OriginHeaders implements Interceptor {
  private final HttpUrl origin;
  private final ApiToken token;
  private final Map<String, String> headers;

  OriginHeaders(HttpUrl origin, ApiToken token, Map<String, String> headers) {
    this.origin = origin;
    this.token = token;
    this.headers = headers;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    return chain.proceed(isOurs(request.url()) ? signed(request) : request);
  }

  private boolean isOurs(HttpUrl url) {
    return url.scheme().equals(origin.scheme())
        && url.host().equals(origin.host())
        && url.port() == origin.port();
  }

  private Request signed(Request request) {
    Request.Builder signed = request.newBuilder();
    headers.forEach(signed::header);
    return signed.header("X-Auth-Token", token.secret()).build();
  }
}
