package io.qahan.dwave.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.config.HttpOptions;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.config.Secrets;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * D-Wave's list of regions. Asked without the token, for it is public and another host's; but
 * through the same proxy and with the same trust as SAPI. Thread safe.
 */
public final class RegionDirectory implements SapiEndpoint.Directory {
  private final OkHttpClient base;
  private final HttpOptions options;

  public RegionDirectory(OkHttpClient base, HttpOptions options) {
    this.base = base;
    this.options = options;
  }

  @Override
  public Map<String, URI> regions(URI metadata) throws IOException {
    OkHttpClient http = OkHttpSetup.withoutToken(base, options);
    HttpUrl url = HttpUrl.get(metadata).newBuilder().addPathSegments("regions/").build();
    Request request =
        new Request.Builder().url(url).header("Accept", SapiMedia.REGIONS.accept()).build();
    try (Response response = http.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException("[" + url + "] answers [" + response.code() + "]");
      }
      SapiMedia.REGIONS.check(
          response.header("Content-Type"), url.toString(), Secrets.of(List.of()));
      return read(response.body().bytes());
    } catch (PermanentSapiException | IllegalArgumentException e) {
      throw new IOException("[" + url + "] gives no list of regions", e);
    } finally {
      http.connectionPool().evictAll();
    }
  }

  private static Map<String, URI> read(byte[] body) throws IOException {
    Map<String, URI> regions = new HashMap<>();
    for (JsonNode region : SapiResponse.MAPPER.readTree(body)) {
      regions.put(
          region.path("code").asText(), HttpUrl.get(region.path("endpoint").asText()).uri());
    }
    return regions;
  }
}
