package io.qahan.trainer.experiment;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Something the paper says, beside what was measured.
 *
 * @param text what is said of whom
 * @param paper the paper's figure
 * @param measured ours
 * @param verdict whether it holds
 */
record Claim(String text, String paper, String measured, Verdict verdict) {
  /** How a claim fares. */
  enum Verdict {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    CANNOT_BE_JUDGED("cannot be judged");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    static Verdict of(boolean holds) {
      return holds ? HOLDS : DOES_NOT_HOLD;
    }
  }

  /** A figure within bounds, both included. */
  static Claim within(String text, double low, double high, double measured) {
    return new Claim(
        text, range(low, high), digits(measured), Verdict.of(measured >= low && measured <= high));
  }

  /** A range of which only the lower end is a promise: an accuracy. */
  static Claim reaches(String text, double low, double high, double measured) {
    return new Claim(text, range(low, high), digits(measured), Verdict.of(measured >= low));
  }

  /** A range of which only the upper end is a promise: a loss. */
  static Claim staysBelow(String text, double low, double high, double measured) {
    return new Claim(text, range(low, high), digits(measured), Verdict.of(measured <= high));
  }

  private static String range(double low, double high) {
    return BigDecimal.valueOf(low).stripTrailingZeros().toPlainString()
        + " to "
        + BigDecimal.valueOf(high).stripTrailingZeros().toPlainString();
  }

  /** A figure of at most so much. */
  static Claim atMost(String text, double high, double measured) {
    return new Claim(text, "at most " + high, digits(measured), Verdict.of(measured <= high));
  }

  /** The first is more than the second. */
  static Claim order(String text, double first, double second) {
    return new Claim(
        text, "is above", digits(first) + " and " + digits(second), Verdict.of(first > second));
  }

  /** Nothing here can tell. */
  static Claim open(String text, String paper, String why) {
    return new Claim(text, paper, why, Verdict.CANNOT_BE_JUDGED);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
