package io.qahan.dwave.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the client talks HTTP.
 *
 * @param timeouts of one request
 * @param proxy for everything, credentials in it allowed
 * @param permissiveSsl whether certificates are not checked
 * @param connectionClose whether each request gets a connection of its own
 * @param compress whether submitted problems are deflated
 * @param headers added to each request to the endpoint
 * @param clientCertificate shown to the server, if it asks
 */
public record HttpOptions(
    Timeouts timeouts,
    Optional<URI> proxy,
    boolean permissiveSsl,
    boolean connectionClose,
    boolean compress,
    Map<String, String> headers,
    Optional<CertificateFiles> clientCertificate) {
  static final Timeouts DEFAULT_TIMEOUTS =
      new Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1));

  public HttpOptions {
    headers = Map.copyOf(headers);
  }

  /** Ocean's defaults. */
  public static HttpOptions defaults() {
    return new HttpOptions(
        DEFAULT_TIMEOUTS, Optional.empty(), false, false, true, Map.of(), Optional.empty());
  }

  /**
   * How long a connection may take to be there, and how long the server may be silent.
   *
   * @param connect until the connection stands
   * @param read between two bytes from the server
   */
  public record Timeouts(Duration connect, Duration read) {
    public Timeouts {
      if (connect.isZero() || connect.isNegative() || read.isZero() || read.isNegative()) {
        throw new IllegalArgumentException("seconds above 0");
      }
    }
  }

  /**
   * PEM files.
   *
   * @param certificate the chain, and perhaps the key
   * @param key if it is not in the first file
   */
  public record CertificateFiles(Path certificate, Optional<Path> key) {}

  /** Without the proxy and the values of headers: they may be secret. */
  @Override
  public String toString() {
    return "HttpOptions[timeouts=%s, proxy=%s, permissiveSsl=%s, connectionClose=%s, compress=%s, headers=%s]"
        .formatted(
            timeouts,
            proxy.map(address -> Secrets.of(List.of()).hide(address.toString())).orElse("none"),
            permissiveSsl,
            connectionClose,
            compress,
            headers.keySet());
  }
}
