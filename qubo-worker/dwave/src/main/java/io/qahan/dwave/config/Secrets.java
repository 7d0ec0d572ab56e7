package io.qahan.dwave.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a configuration holds that nobody may read: the token, the values of headers, the proxy's
 * credentials. A service that echoes one of them does not get it printed. Immutable.
 */
public final class Secrets {
  /** What is shorter is a test's and no secret; hidden, it would blot out other words. */
  private static final int SHORTEST = 6;

  private static final String HIDDEN = "[hidden]";
  private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/?#@\\s]*@");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\s]+");

  private final List<String> values;

  private Secrets(Collection<String> values) {
    List<String> sorted = new ArrayList<>(values);
    sorted.removeIf(value -> value.length() < SHORTEST);
    sorted.sort(Comparator.comparing(String::length).reversed()); // one may hold another
    this.values = List.copyOf(sorted);
  }

  /** Values that may not be shown; those of a few characters are no secrets. */
  public static Secrets of(Collection<String> values) {
    return new Secrets(values);
  }

  static Secrets of(ApiToken token, HttpOptions http) {
    List<String> values = new ArrayList<>();
    values.add(token.secret());
    for (Map.Entry<String, String> header : http.headers().entrySet()) {
      values.add(header.getValue());
    }
    http.proxy().map(URI::getRawUserInfo).ifPresent(values::add);
    return new Secrets(values);
  }

  /** The text without them, and without the credentials of any address in it. */
  public String hide(String text) {
    String hidden = CREDENTIALS.matcher(text).replaceAll(HIDDEN + "@");
    for (String value : values) {
      hidden = hidden.replace(value, HIDDEN);
    }
    return hidden;
  }

  /**
   * Words of somebody else, as they may be printed: on one line, without control characters that a
   * terminal would obey, and without secrets.
   */
  public String printable(String text) {
    return hide(UNPRINTABLE.matcher(text).replaceAll(" ").strip());
  }
}
