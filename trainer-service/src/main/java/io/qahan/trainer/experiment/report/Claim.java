package io.qahan.trainer.experiment.report;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Something the paper says, beside what was measured.
 *
 * @param text what is said of whom
 * @param paper the paper's figure
 * @param measured ours
 * @param verdict whether it holds
 */
public record Claim(String text, String paper, String measured, Verdict verdict) {
  /** How a claim fares. */
  public enum Verdict {
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
  public static Claim within(String text, double low, double high, double measured) {
    return new Claim(
        text, range(low, high), digits(measured), Verdict.of(measured >= low && measured <= high));
  }

  /** A range of which only the lower end is a promise: an accuracy. */
  public static Claim reaches(String text, double low, double high, double measured) {
    return new Claim(text, range(low, high), digits(measured), Verdict.of(measured >= low));
  }

  /** A range of which only the upper end is a promise: a loss. */
  public static Claim staysBelow(String text, double low, double high, double measured) {
    return new Claim(text, range(low, high), digits(measured), Verdict.of(measured <= high));
  }

  private static String range(double low, double high) {
    return BigDecimal.valueOf(low).stripTrailingZeros().toPlainString()
        + " to "
        + BigDecimal.valueOf(high).stripTrailingZeros().toPlainString();
  }

  /** A figure of at most so much. */
  public static Claim atMost(String text, double high, double measured) {
    return new Claim(text, "at most " + high, digits(measured), Verdict.of(measured <= high));
  }

  /**
   * The first figure is above the second.
   *
   * @param chance a difference that means nothing
   */
  public static Claim above(String text, double first, double second, double chance) {
    return compared(text, "above", first, second, chance, first > second);
  }

  /**
   * The first figure is below the second.
   *
   * @param paper the paper's word for it
   * @param chance a difference that means nothing
   */
  public static Claim below(String text, String paper, double first, double second, double chance) {
    return compared(text, paper, first, second, chance, first < second);
  }

  private static Claim compared(
      String text, String paper, double first, double second, double chance, boolean holds) {
    String measured = digits(first) + " and " + digits(second);
    return new Claim(
        text,
        paper,
        chance == 0 ? measured : measured + ", chance " + digits(chance),
        Math.abs(first - second) <= chance ? Verdict.CANNOT_BE_JUDGED : Verdict.of(holds));
  }

  /** The first is reached in fewer epochs than the second. */
  public static Claim faster(String text, int first, int second) {
    return new Claim(text, "faster", first + " and " + second, Verdict.of(first < second));
  }

  /**
   * Two standard errors of a sum or difference of accuracies, each a share of so many images drawn
   * for itself: chance alone differs by more one time in twenty.
   */
  public static double chance(int images, double... accuracies) {
    return 2 * Math.sqrt(DoubleStream.of(accuracies).map(p -> p * (1 - p) / images).sum());
  }

  /** Nothing here can tell. */
  public static Claim open(String text, String paper, String why) {
    return new Claim(text, paper, why, Verdict.CANNOT_BE_JUDGED);
  }

  /** The same, but nobody can tell yet. */
  Claim unjudged(String why) {
    return open("%s (%s)".formatted(text, why), paper, measured);
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
