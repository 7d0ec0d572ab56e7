package io.qahan.trainer.experiment.report;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Something the paper says, beside what was measured. A range is judged in both directions: a
 * figure that is better than it is not the paper's either.
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
    HIGHER("does not hold: ours is higher"),
    LOWER("does not hold: ours is lower"),
    DOES_NOT_HOLD("does not hold"),
    CANNOT_BE_JUDGED("cannot be judged");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /**
   * A figure within bounds, both included; within chance of one of them it cannot be judged.
   *
   * @param low the paper's, inclusive
   * @param high the paper's, inclusive
   */
  public static Claim within(String text, double low, double high, Interval measured) {
    String range = plain(low) + " to " + plain(high);
    return new Claim(text, range, measured.text(), placed(low, high, measured));
  }

  private static Verdict placed(double low, double high, Interval measured) {
    if (measured.isAbove(high)) {
      return Verdict.HIGHER;
    }
    if (measured.isBelow(low)) {
      return Verdict.LOWER;
    }
    boolean inside =
        measured.middle() - measured.half() >= low && measured.middle() + measured.half() <= high;
    return inside ? Verdict.HOLDS : Verdict.CANNOT_BE_JUDGED;
  }

  /** An accuracy, which cannot pass 1: chance above it counts for nothing. */
  public static Claim accuracyWithin(String text, double low, double high, Interval measured) {
    double top = Math.min(1, measured.middle() + measured.half());
    double bottom = Math.max(0, measured.middle() - measured.half());
    Interval possible = new Interval((top + bottom) / 2, (top - bottom) / 2);
    String range = plain(low) + " to " + plain(high);
    return new Claim(text, range, measured.text(), placed(low, high, possible));
  }

  /** A figure below so much. */
  public static Claim below(String text, double high, Interval measured) {
    Verdict verdict =
        measured.isBelow(high)
            ? Verdict.HOLDS
            : measured.middle() - measured.half() >= high
                ? Verdict.HIGHER
                : Verdict.CANNOT_BE_JUDGED;
    return new Claim(text, "below " + plain(high), measured.text(), verdict);
  }

  /**
   * The first figure is above the second.
   *
   * @param difference of the two, first minus second
   */
  public static Claim above(String text, double first, double second, Interval difference) {
    return compared(text, "above", first, second, difference, difference.isAbove(0));
  }

  /**
   * The first figure is below the second.
   *
   * @param paper the paper's word for it
   * @param difference of the two, first minus second
   */
  public static Claim lower(
      String text, String paper, double first, double second, Interval difference) {
    return compared(text, paper, first, second, difference, difference.isBelow(0));
  }

  private static Claim compared(
      String text, String paper, double first, double second, Interval difference, boolean holds) {
    return new Claim(
        text,
        paper,
        "%s and %s, difference %s".formatted(digits(first), digits(second), difference.text()),
        holds
            ? Verdict.HOLDS
            : Math.abs(difference.middle()) <= difference.half()
                ? Verdict.CANNOT_BE_JUDGED
                : Verdict.DOES_NOT_HOLD);
  }

  /**
   * The first is reached in fewer epochs than the second, whichever way chance moved the curves.
   *
   * @param first least and most epochs
   * @param second least and most epochs
   */
  public static Claim faster(String text, Epochs first, Epochs second) {
    Verdict verdict =
        first.most() < second.least()
            ? Verdict.HOLDS
            : second.most() < first.least() ? Verdict.DOES_NOT_HOLD : Verdict.CANNOT_BE_JUDGED;
    return new Claim(text, "faster", first.text() + " and " + second.text(), verdict);
  }

  /**
   * How many epochs something took.
   *
   * @param least if chance was kind
   * @param most if it was not; {@link Integer#MAX_VALUE} where it may not have been reached at all
   */
  public record Epochs(int least, int most) {
    private String text() {
      if (least == Integer.MAX_VALUE) {
        return "never";
      }
      return least == most
          ? Integer.toString(least)
          : most == Integer.MAX_VALUE
              ? String.format(Locale.ROOT, "%d or never", least)
              : String.format(Locale.ROOT, "%d to %d", least, most);
    }
  }

  /** Nothing here can tell. */
  public static Claim open(String text, String paper, String why) {
    return new Claim(text, paper, why, Verdict.CANNOT_BE_JUDGED);
  }

  /** The same, but nobody can tell yet. */
  Claim unjudged(String why) {
    return open("%s (%s)".formatted(text, why), paper, measured);
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
