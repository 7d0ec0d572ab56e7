package io.qahan.deploy.bench;

import io.qahan.deploy.cli.CsvRow;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What others need on an instance: milliseconds until they find the best known energy with
 * probability 0.99. Recorded, not measured again: origin and date are beside the instances.
 *
 * @param best the quickest peer that can be had, the time to expand the problem not counted
 * @param bestMillis what it needs; empty if it never found that energy
 * @param structTabuMillis a prototype of structured tabu search in C++, the problem's construction
 *     included
 */
record PeerFigures(
    Optional<String> best, OptionalDouble bestMillis, OptionalDouble structTabuMillis) {
  private static final PeerFigures NONE =
      new PeerFigures(Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  /** The shipped figures for an instance of that name, if there are any. */
  static PeerFigures of(String instance) throws IOException {
    return BenchmarkInstances.shippedTable("peers.csv").stream()
        .filter(row -> row.text("instance").equals(instance))
        .findFirst()
        .map(PeerFigures::of)
        .orElse(NONE);
  }

  private static PeerFigures of(CsvRow row) {
    return new PeerFigures(
        Optional.of(row.text("best_peer")),
        row.text("tts99_ms").equals("never")
            ? OptionalDouble.empty()
            : OptionalDouble.of(row.number("tts99_ms")),
        row.numberIfAny("struct_tabu_tts99_ms"));
  }
}
