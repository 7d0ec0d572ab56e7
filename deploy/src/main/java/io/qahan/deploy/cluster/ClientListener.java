package io.qahan.deploy.cluster;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One more door of a broker, on loopback, for clients who reach it by a port that is not its own:
 * that of a proxy, say. What such clients are told of the brokers are these other ports.
 *
 * @param name of capitals, digits and underscores; the same at all brokers of a cluster
 * @param port where the broker listens
 * @param advertised where clients are told to go
 */
public record ClientListener(String name, int port, int advertised) {
  private static final Pattern FORM = Pattern.compile("([A-Z][A-Z0-9_]*):(\\d{1,5}):(\\d{1,5})");

  /**
   * Reads {@code NAME:PORT:ADVERTISED}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ClientListener parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "listener [%s] must be NAME:PORT:ADVERTISED, such as VIA_PROXY:19092:29092"
              .formatted(text));
    }
    return new ClientListener(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
  }

  String listener() {
    return String.format(Locale.ROOT, ",%s://127.0.0.1:%d", name, port);
  }

  String advertisedListener() {
    return String.format(Locale.ROOT, ",%s://127.0.0.1:%d", name, advertised);
  }

  String protocol() {
    return "," + name + ":PLAINTEXT";
  }
}
