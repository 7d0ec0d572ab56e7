package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.http.SapiMedia;
import io.qahan.dwave.http.SapiRequest;
import io.qahan.dwave.http.SapiResponse;
import io.qahan.dwave.http.SapiTransport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.CacheControl;
import okhttp3.HttpUrl;

/**
 * Documents kept for as long as the server allows, and asked for by their ETag after that. One
 * client has one token, so the address with its query is key enough. Thread safe; keeps the {@value
 * #MOST} documents used last.
 *
 * <p>OkHttp's own cache would not do: it must have a directory, to itself, while ours is in memory
 * where no directory is set, and one directory serves all processes of a machine; and it goes by
 * the system's clock, not by the one that is passed in.
 */
final class DocumentCache {
  private static final int MOST = 64;
  private static final int NOT_MODIFIED = 304;

  private final SapiTransport transport;
  private final InstantSource clock;
  private final boolean enabled;
  private final Optional<DocumentFiles> files;
  private final Map<HttpUrl, CachedDocument> entries =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HttpUrl, CachedDocument> eldest) {
          return size() > MOST;
        }
      };

  /**
   * A cache.
   *
   * @param enabled whether anything is kept
   * @param files where documents outlive the process, if anywhere
   */
  DocumentCache(
      SapiTransport transport,
      InstantSource clock,
      boolean enabled,
      Optional<DocumentFiles> files) {
    this.transport = transport;
    this.clock = clock;
    this.enabled = enabled;
    this.files = enabled ? files : Optional.empty();
  }

  /**
   * A document.
   *
   * @param age how long it stays fresh if the server does not say
   * @param fresh whether the server must be asked anyhow
   */
  CompletableFuture<JsonNode> get(HttpUrl url, SapiMedia media, Duration age, boolean fresh) {
    CachedDocument kept = kept(url);
    if (kept != null && !fresh && clock.instant().isBefore(kept.freshUntil())) {
      return CompletableFuture.completedFuture(kept.document());
    }
    SapiRequest request = SapiRequest.get(url, media);
    if (kept != null && kept.etag() != null) {
      request = request.with("If-None-Match", kept.etag());
    }
    return transport.send(request, response -> keep(url, kept, response, age));
  }

  private CachedDocument kept(HttpUrl url) {
    synchronized (entries) {
      CachedDocument kept = entries.get(url);
      if (kept == null && files.isPresent()) {
        kept = files.get().read(url).orElse(null);
        if (kept != null) {
          entries.put(url, kept);
        }
      }
      return kept;
    }
  }

  private JsonNode keep(HttpUrl url, CachedDocument kept, SapiResponse response, Duration age) {
    JsonNode document = response.status() == NOT_MODIFIED ? kept.document() : response.json();
    CacheControl control = CacheControl.parse(response.headers());
    if (enabled && !control.noStore()) {
      String etag = response.headers().get("ETag");
      Duration fresh = control.noCache() ? Duration.ZERO : age;
      if (control.maxAgeSeconds() >= 0) {
        fresh = Duration.ofSeconds(control.maxAgeSeconds());
      }
      CachedDocument entry =
          new CachedDocument(
              document,
              etag == null && kept != null && response.status() == NOT_MODIFIED
                  ? kept.etag()
                  : etag,
              clock.instant().plus(fresh));
      synchronized (entries) {
        entries.put(url, entry);
      }
      files.ifPresent(disk -> disk.write(url, entry));
    }
    return document;
  }
}
