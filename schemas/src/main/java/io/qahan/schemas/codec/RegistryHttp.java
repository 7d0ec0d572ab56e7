package io.qahan.schemas.codec;

import com.microsoft.kiota.RequestInformation;
import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl_v2;
import io.apicurio.registry.rest.client.models.SearchedVersion;
import io.kiota.http.vertx.VertXRequestAdapter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.predicate.ResponsePredicateResult;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Apicurio's client over connections that give up in time, serve one request each and follow no
 * redirect: that leads to a login page as often as to the registry. Thread safe.
 */
final class RegistryHttp implements AutoCloseable {
  private static final String API_2 = "/apis/registry/v2";
  private static final String API_3 = "/apis/registry/v3";

  /** The process's one: daemon threads, and no cache of files in the temporary directory. */
  private static final class Threads {
    static final Vertx VERTX =
        Vertx.vertx(
            new VertxOptions()
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
  }

  private final WebClient client;
  private final RegistryClientFacade facade;

  /**
   * @param address with the path of the API, or without; version 3 unless the path says 2
   * @param patience how long who asks waits; a connection that is silent for twice as long ends
   */
  RegistryHttp(RegistryAddress address, Duration patience) {
    String url = address.url();
    int millis = Math.toIntExact(patience.toMillis());
    client =
        WebClient.create(
            Threads.VERTX,
            new WebClientOptions()
                .setConnectTimeout(millis)
                .setIdleTimeout(2 * millis) // whoever asks has given up before, and says so
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(false));
    Adapter adapter = new Adapter(client, address);
    adapter.setBaseUrl(baseOf(url));
    facade =
        url.contains(API_2)
            ? new RegistryClientFacadeImpl_v2(
                new io.apicurio.registry.rest.client.v2.RegistryClient(adapter))
            : new RegistryClientFacadeImpl(
                new io.apicurio.registry.rest.client.RegistryClient(adapter));
  }

  RegistryClientFacade facade() {
    return facade;
  }

  /**
   * What kind of artifact has the content of that id, in the registry's words; empty if it has none
   * to show.
   */
  Optional<String> kindOf(long contentId) {
    Stream<String> kinds =
        facade.getClient() instanceof io.apicurio.registry.rest.client.v2.RegistryClient v2
            ? v2
                .search()
                .artifacts()
                .get(asked -> asked.queryParameters.contentId = contentId)
                .getArtifacts()
                .stream()
                .map(io.apicurio.registry.rest.client.v2.models.SearchedArtifact::getType)
            : ((io.apicurio.registry.rest.client.RegistryClient) facade.getClient())
                    .search()
                    .versions()
                    .get(asked -> asked.queryParameters.contentId = contentId)
                    .getVersions()
                    .stream()
                    .map(SearchedVersion::getArtifactType);
    return kinds.filter(Objects::nonNull).findFirst();
  }

  @Override
  public void close() {
    client.close();
  }

  private static String baseOf(String url) {
    String base = url.contains("://") ? url : "http://" + url;
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    return base.contains(API_2) || base.contains(API_3) ? base : base + API_3;
  }

  /** A page is never a registry's answer, whatever its status; a refusal is one if it is JSON. */
  private static ResponsePredicateResult mayBeOfARegistry(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    String type = String.valueOf(answer.getHeader("Content-Type")).toLowerCase(Locale.ROOT);
    boolean good = status >= 200 && status < 300;
    if (good ? !type.contains("html") : type.contains("json")) {
      return ResponsePredicateResult.success();
    }
    String to = answer.getHeader("Location");
    return ResponsePredicateResult.failure(
        String.format(
            Locale.ROOT,
            "HTTP %d%s, content type [%s]",
            status,
            to == null ? "" : " to [" + to + "]",
            type));
  }

  private static final class Adapter extends VertXRequestAdapter {
    private final RegistryAddress address;

    Adapter(WebClient client, RegistryAddress address) {
      super(client);
      this.address = address;
    }

    @Override
    protected HttpRequest<Buffer> getRequestFromRequestInformation(RequestInformation request)
        throws URISyntaxException {
      HttpRequest<Buffer> made =
          super.getRequestFromRequestInformation(request)
              .followRedirects(false)
              .expect(RegistryHttp::mayBeOfARegistry);
      address.authorization().ifPresent(shown -> made.putHeader("Authorization", shown));
      return made;
    }
  }
}
