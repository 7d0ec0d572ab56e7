package io.qahan.dwave.config;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where SAPI and the account service of a region are; both end in a slash.
 *
 * @param sapi the base of all paths
 * @param leap the account service
 */
public record SapiEndpoint(URI sapi, URI leap) {
  private static final Logger log = LoggerFactory.getLogger(SapiEndpoint.class);
  private static final SapiEndpoint DEFAULT =
      new SapiEndpoint(
          URI.create("https://cloud.dwavesys.com/sapi/"),
          URI.create("https://cloud.dwavesys.com/leap/api/"));

  /** What a region's directory knows: endpoints by region code. */
  @FunctionalInterface
  public interface Directory {
    /**
     * All regions.
     *
     * @throws IOException if the directory does not answer
     */
    Map<String, URI> regions(URI metadata) throws IOException;
  }

  /**
   * Resolves a choice. Only a region other than the default one makes the directory be asked; if it
   * fails, the default endpoint is used, with a warning.
   *
   * @throws IllegalArgumentException if the directory does not know the region
   */
  public static SapiEndpoint resolve(EndpointChoice choice, Directory directory) {
    if (choice.endpoint().isPresent()) {
      return of(choice.endpoint().get(), choice);
    }
    if (choice.leap().isPresent()) {
      URI leap = slashed(choice.leap().get());
      return new SapiEndpoint(leap.resolve("/sapi/"), leap);
    }
    if (choice.region().equals(EndpointChoice.DEFAULT_REGION)
        && choice.metadata().equals(EndpointChoice.DEFAULT_METADATA)) {
      return DEFAULT;
    }
    return lookedUp(choice, directory);
  }

  private static SapiEndpoint lookedUp(EndpointChoice choice, Directory directory) {
    Map<String, URI> regions;
    try {
      regions = directory.regions(choice.metadata());
    } catch (IOException e) {
      log.warn(
          "The region [{}] could not be looked up at [{}] ({}): using [{}]. Set DWAVE_API_ENDPOINT"
              + " if that is wrong",
          choice.region(),
          choice.metadata(),
          e.toString(),
          DEFAULT.sapi);
      return DEFAULT;
    }
    URI endpoint = regions.get(choice.region());
    if (endpoint == null) {
      throw new IllegalArgumentException(
          "The region [%s] is not known; choose from %s, or set DWAVE_API_ENDPOINT"
              .formatted(choice.region(), new TreeMap<>(regions).keySet()));
    }
    return of(endpoint, choice);
  }

  private static SapiEndpoint of(URI sapi, EndpointChoice choice) {
    URI base = slashed(sapi);
    return new SapiEndpoint(
        base, choice.leap().map(SapiEndpoint::slashed).orElseGet(() -> leap(base, choice)));
  }

  /** The account service is not regional: its host lacks the region's name. */
  private static URI leap(URI sapi, EndpointChoice choice) {
    String authority = sapi.getRawAuthority();
    String prefix = choice.region() + ".";
    String host = authority.startsWith(prefix) ? authority.substring(prefix.length()) : authority;
    return URI.create(sapi.getScheme() + "://" + host + "/leap/api/");
  }

  private static URI slashed(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? uri : URI.create(text + "/");
  }
}
