package io.qahan.deploy.pipeline.demo;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a page with whatever the desktop uses for that. */
final class Browser {
  private static final Logger log = LoggerFactory.getLogger(Browser.class);

  private Browser() {}

  /** Tries to open a page; where there is no desktop nothing happens. */
  static void open(String url) {
    try {
      new ProcessBuilder(command(System.getProperty("os.name").toLowerCase(Locale.ROOT), url))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      log.debug("No browser to open: {}", e.toString());
    }
  }

  private static List<String> command(String system, String url) {
    if (system.contains("mac")) {
      return List.of("open", url);
    }
    return system.contains("windows")
        ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
        : List.of("xdg-open", url);
  }
}
