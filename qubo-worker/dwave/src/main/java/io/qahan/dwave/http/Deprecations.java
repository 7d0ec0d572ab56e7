package io.qahan.dwave.http;

import io.qahan.dwave.config.Secrets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once of each thing that SAPI says will go away: the header X-Deprecation, a list of RFC
 * 9651 whose items are an id with parameters. What cannot be read is passed over. Thread safe.
 */
final class Deprecations {
  private static final Logger log = LoggerFactory.getLogger(Deprecations.class);
  private static final int MOST = 1_000;
  private static final Pattern ITEM =
      Pattern.compile(
          "\\s*([A-Za-z*][^\\s;,\"]*)((?:\\s*;[^;,\"]*(?:\"(?:[^\"\\\\]|\\\\.)*\")?)*+)\\s*(?:,|$)");
  private static final Pattern MESSAGE = Pattern.compile("message=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Secrets secrets;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Deprecations(Secrets secrets) {
    this.secrets = secrets;
  }

  void tell(List<String> headers) {
    for (String header : headers) {
      Matcher item = ITEM.matcher(header);
      while (item.lookingAt()) {
        tell(item.group(1), item.group(2));
        item.region(item.end(), header.length());
        if (item.regionStart() == header.length()) {
          break;
        }
      }
    }
  }

  private void tell(String id, String parameters) {
    if (told.size() < MOST && told.add(id)) {
      Matcher message = MESSAGE.matcher(parameters);
      log.warn(
          "SAPI will withdraw [{}]: {}",
          secrets.printable(id),
          secrets.printable(message.find() ? message.group(1) : parameters));
    }
  }
}
