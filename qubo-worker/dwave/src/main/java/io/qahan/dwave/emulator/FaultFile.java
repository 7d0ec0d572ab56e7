package io.qahan.dwave.emulator;

import io.qahan.dwave.emulator.FaultRule.Kind;
import io.qahan.dwave.emulator.FaultRule.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads how the emulator shall misbehave, a line each:
 *
 * <pre>
 * # REQUESTS FAULT [every=N] [skip=N] [times=N] [seconds=S] [retry-after=S]
 * submit 429 retry-after=1 every=3
 * submit drop-after times=5
 * poll stall seconds=2
 * </pre>
 *
 * <p>Requests: solvers, submit, poll, answer, cancel, upload, any. Faults: a status from 400 to
 * 599, stall, drop, drop-after, truncate, garbage, offline, new-graph.
 */
public final class FaultFile {
  private FaultFile() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming every line that is wrong
   */
  public static List<FaultRule> read(Path file) {
    try {
      String text = Files.readString(file);
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text; // an editor's mark
      return parse(file.toString(), plain.lines().toList());
    } catch (IOException e) {
      throw new IllegalArgumentException("The fault file [" + file + "] cannot be read: " + e, e);
    }
  }

  static List<FaultRule> parse(String name, List<String> lines) {
    List<FaultRule> rules = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        try {
          rules.add(rule(List.of(line.split("\\s+", -1))));
        } catch (IllegalArgumentException e) {
          faults.add("line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "The fault file [%s] has faults of its own:\n  %s"
              .formatted(name, String.join("\n  ", faults)));
    }
    return rules;
  }

  private static FaultRule rule(List<String> words) {
    if (words.size() < 2) {
      throw new IllegalArgumentException(
          "[" + words.get(0) + "] alone; write REQUESTS FAULT, for example: submit 429");
    }
    Operation operation = choice(Operation.class, words.get(0));
    String fault = words.get(1);
    boolean isStatus = fault.matches("[45]\\d\\d");
    Kind kind = isStatus ? Kind.STATUS : choice(Kind.class, fault);
    Map<String, Double> options = options(words.subList(2, words.size()));
    Double seconds = options.get(isStatus ? "retry-after" : "seconds");
    return new FaultRule(
        operation,
        kind,
        isStatus ? Integer.parseInt(fault) : 503,
        seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000)),
        options.getOrDefault("skip", 0.0).intValue(),
        Math.max(1, options.getOrDefault("every", 1.0).intValue()),
        options.getOrDefault("times", (double) Integer.MAX_VALUE).intValue());
  }

  private static <E extends Enum<E>> E choice(Class<E> type, String word) {
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "[%s] is none of %s"
              .formatted(
                  word,
                  List.of(type.getEnumConstants())
                      .toString()
                      .toLowerCase(Locale.ROOT)
                      .replace('_', '-')),
          e);
    }
  }

  private static Map<String, Double> options(List<String> words) {
    Map<String, Double> options = new TreeMap<>();
    for (String word : words) {
      if (!word.matches("(every|skip|times|seconds|retry-after)=\\d{1,9}(\\.\\d{1,3})?")) {
        throw new IllegalArgumentException(
            "[" + word + "] must be every=N, skip=N, times=N, seconds=S or retry-after=S");
      }
      int equals = word.indexOf('=');
      options.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
    }
    return options;
  }
}
