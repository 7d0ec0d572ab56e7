package io.qahan.schemas.codec;

import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a schema registry is, and what it is shown to be let in. The address never has credentials,
 * so that it may be printed; these are in {@link #authorization}, which is not printed. Immutable.
 */
public final class RegistryAddress {
  private static final Pattern WITH_CREDENTIALS =
      Pattern.compile("(?<front>\\w+://)(?<user>[^@/]*)@(?<rest>.*)");

  private final String url;
  private final String authorization;

  private RegistryAddress(String url, String authorization) {
    this.url = url;
    this.authorization = authorization;
  }

  /** The address in the settings; empty if no registry is used. */
  public static Optional<RegistryAddress> from(Settings settings) {
    String url = settings.get(CommonSettings.SCHEMA_REGISTRY_URL);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    RegistryAddress plain = of(url);
    String bearer = settings.get(CommonSettings.SCHEMA_REGISTRY_BEARER);
    String user = settings.get(CommonSettings.SCHEMA_REGISTRY_USER);
    if (!bearer.isEmpty()) {
      return Optional.of(new RegistryAddress(plain.url, "Bearer " + bearer));
    }
    return Optional.of(user.isEmpty() ? plain : new RegistryAddress(plain.url, basic(user)));
  }

  /** An address, with {@code user:password@} in front of the host or without. */
  public static RegistryAddress of(String url) {
    Matcher matcher = WITH_CREDENTIALS.matcher(url);
    return matcher.matches()
        ? new RegistryAddress(
            matcher.group("front") + matcher.group("rest"), basic(decoded(matcher.group("user"))))
        : new RegistryAddress(url, "");
  }

  /** Without credentials. */
  public String url() {
    return url;
  }

  /** The header {@code Authorization}, if the registry is to be shown one. */
  public Optional<String> authorization() {
    return authorization.isEmpty() ? Optional.empty() : Optional.of(authorization);
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  /** As in an address: %XX, and a plus is a plus. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // somebody's password has a % in it
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RegistryAddress that
        && url.equals(that.url)
        && authorization.equals(that.authorization);
  }

  @Override
  public int hashCode() {
    return 31 * url.hashCode() + authorization.hashCode();
  }

  @Override
  public String toString() {
    return url;
  }
}
