package io.qahan.deploy.solve;

import java.util.List;
import java.util.Locale;

/** What came of a problem file; the record's components are its JSON. */
sealed interface SolvedFile permits SolveReport, SolvedModel {
  /** The same for people. */
  List<String> lines();

  static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static String boundLine(Double lowerBound) {
    return lowerBound == null ? "lower bound   none known" : line("lower bound   %.9g", lowerBound);
  }

  static String gapLine(Double relativeGap) {
    return relativeGap == null ? "relative gap  unknown" : line("relative gap  %.3g", relativeGap);
  }
}
