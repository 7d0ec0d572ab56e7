package io.qahan.deploy.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages that people read, as they lie in the project. */
final class MarkdownPages {
  /** Of the project; tests run in the module's directory. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private MarkdownPages() {}

  /** Every page but what a build makes. */
  static List<Path> all() {
    try (Stream<Path> files =
        Files.find(
            ROOT,
            16,
            (path, attributes) ->
                attributes.isRegularFile() && path.toString().endsWith(".md") && isOurs(path))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(Path path) {
    for (Path part : ROOT.relativize(path)) {
      if (part.toString().equals("target") || part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String name(Path page) {
    return ROOT.relativize(page).toString();
  }
}
