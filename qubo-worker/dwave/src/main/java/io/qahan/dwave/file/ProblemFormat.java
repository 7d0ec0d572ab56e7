package io.qahan.dwave.file;

import io.qahan.qubo.kernel.ProblemFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The formats problems come in, told apart by how a file begins, then by its name. */
public enum ProblemFormat {
  /** A mask problem: blocks, not biases; begins with QAHAM001. */
  QAHAM(".qaham"),

  /** dimod's binary file of a model, version 1 or 2; begins with DIMODBQM. */
  BQM(".bqm"),

  /** qbsolv's text: after comments a line "p qubo ...". */
  QBSOLV(".qubo"),

  /** dimod's coordinate text: a comment "# vartype=...", then lines "i j bias". */
  COO(".coo"),

  /** A graph to cut, as in the Gset: a line of two numbers, then lines "u v weight". */
  MAXCUT(".mc .gset .rud .maxcut");

  /** How files of Ocean's other models begin, and what these are. */
  private static final Map<String, String> NOT_BQM =
      Map.of(
          "DIMODCQM", "a constrained quadratic model (CQM) of dimod",
          "DIMODDQM", "a discrete quadratic model (DQM) of dimod",
          "DIMODQM", "a quadratic model (QM) of dimod, which has integer or real variables",
          "DWNL", "a nonlinear model (NL) of dwave-optimization");

  /** Enough to hold a page of comments and the first line that is none. */
  private static final int HEAD_BYTES = 1 << 14;

  private final String extensions;

  ProblemFormat(String extensions) {
    this.extensions = extensions;
  }

  private List<String> extensions() {
    return List.of(extensions.split(" "));
  }

  /**
   * The format of that file.
   *
   * @throws ProblemFormatException if neither its beginning nor its name tells
   */
  public static ProblemFormat of(Path file) throws IOException {
    String head = head(file);
    for (Map.Entry<String, String> other : NOT_BQM.entrySet()) {
      if (head.startsWith(other.getKey())) {
        throw new ProblemFormatException(
            "[%s] holds %s; only binary quadratic models can be read. Maybe it can be turned into one before"
                .formatted(file, other.getValue()));
      }
    }
    Optional<ProblemFormat> begun = ofBeginning(head);
    if (begun.isPresent()) {
      return begun.get();
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions().stream().anyMatch(name::endsWith))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemFormatException(
                    head.isBlank()
                        ? "[%s] is empty".formatted(file)
                        : "[%s] begins like none of the formats %s; maybe it needs its extension %s"
                            .formatted(file, Arrays.toString(values()), allExtensions())));
  }

  private static Optional<ProblemFormat> ofBeginning(String head) {
    if (head.startsWith("QAHAM")) {
      return Optional.of(QAHAM);
    }
    if (head.startsWith("DIMODBQM")) {
      return Optional.of(BQM);
    }
    for (String line : head.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      if (line.matches("(?i)p\\s+qubo\\s.*")) {
        return Optional.of(QBSOLV);
      }
      if (line.startsWith("#")) {
        return Optional.of(COO);
      }
      if (line.matches("\\d+\\s+\\d+")) {
        return Optional.of(MAXCUT);
      }
      if (!line.matches("(?i)c.*")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return TextLines.withoutMark(
          new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1));
    }
  }

  private static List<String> allExtensions() {
    return Arrays.stream(values()).flatMap(format -> format.extensions().stream()).toList();
  }
}
