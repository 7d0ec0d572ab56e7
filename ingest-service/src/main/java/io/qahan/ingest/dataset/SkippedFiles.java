package io.qahan.ingest.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files among images that are no images of ours. For one thread. */
final class SkippedFiles {
  private static final int NAMED = 10;

  private final Map<String, Integer> byEnding = new TreeMap<>();
  private final List<Path> first = new ArrayList<>();
  private int count;

  void add(Path file) {
    String name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return; // of the system that keeps the folder
    }
    count++;
    int dot = name.lastIndexOf('.');
    byEnding.merge(
        dot < 0 ? "without an ending" : name.substring(dot).toLowerCase(Locale.ROOT),
        1,
        Integer::sum);
    if (first.size() < NAMED) {
      first.add(file);
    }
  }

  /** Says how many of which kinds, and names some; empty if there were none. */
  Optional<String> note() {
    if (count == 0) {
      return Optional.empty();
    }
    String kinds =
        byEnding.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    String names = first.stream().map(Path::toString).collect(Collectors.joining(", "));
    String rest = count > first.size() ? ", and " + (count - first.size()) + " more" : "";
    return Optional.of(
        ("left out, because by their names they are no PNG, JPEG, GIF, BMP or WebP: %s (%s%s);"
                + " convert them to have them")
            .formatted(kinds, names, rest));
  }
}
