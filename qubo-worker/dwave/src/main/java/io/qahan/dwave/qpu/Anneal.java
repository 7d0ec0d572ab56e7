package io.qahan.dwave.qpu;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How a chip anneals. Times are in microseconds; s is the anneal fraction, 0 where the chip is all
 * quantum fluctuation and 1 where it is all problem.
 *
 * @param micros of one anneal; the solver's default if empty
 * @param fast by the protocol {@code fast_anneal}, from 5 ns on, which takes no linear biases: a
 *     model that has some gets one more variable, which they become couplings to
 * @param schedule the points (time, s) of {@code anneal_schedule}; empty for the solver's own. If
 *     it begins at s = 1 the anneal is a reverse one and begins at a given state
 * @param reinitialize for reverse anneals, whether each read begins at that state, or where the one
 *     before it ended
 */
public record Anneal(
    OptionalDouble micros, boolean fast, List<Point> schedule, boolean reinitialize) {
  private static final Anneal STANDARD = new Anneal(OptionalDouble.empty(), false, List.of(), true);

  /** How fast s may change, per microsecond: a whole anneal takes half a microsecond at least. */
  private static final double STEEPEST = 2;

  public Anneal {
    schedule = List.copyOf(schedule);
    if (fast && (micros.isEmpty() || !schedule.isEmpty())) {
      throw new IllegalArgumentException(
          "a fast anneal has a time and no schedule, but has [%s] and %s"
              .formatted(micros, schedule));
    }
    if (micros.isPresent() && !(micros.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "annealing time [%s us] must be above 0".formatted(micros.getAsDouble()));
    }
    if (!schedule.isEmpty() && micros.isPresent()) {
      throw new IllegalArgumentException("an anneal has a time or a schedule, not both");
    }
  }

  /**
   * A point of a schedule.
   *
   * @param micros since the anneal began
   * @param s from 0 to 1
   */
  public record Point(double micros, double s) {
    public Point {
      if (!(micros >= 0) || !(s >= 0 && s <= 1)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "point [%s us, %s]: a time from 0 on and an s from 0 to 1",
                micros,
                s));
      }
    }
  }

  /** The solver's own way. */
  public static Anneal standard() {
    return STANDARD;
  }

  /** The solver's own way, in so many microseconds. */
  public static Anneal lasting(double micros) {
    return new Anneal(OptionalDouble.of(micros), false, List.of(), true);
  }

  /** By the protocol {@code fast_anneal}. */
  public static Anneal fast(double micros) {
    return new Anneal(OptionalDouble.of(micros), true, List.of(), true);
  }

  /**
   * Back from a given state as far as s, a pause there, and forward again, as steeply as chips
   * allow. Each read begins at the given state.
   *
   * @param s the turning point; the lower, the farther the reads get from the state. Around 0.4 to
   *     0.5 on D-Wave's chips: below it the state is forgotten, above it nothing moves
   * @param pause at the turning point, in microseconds
   */
  public static Anneal reverse(double s, double pause) {
    double slope = (1 - s) / STEEPEST;
    return new Anneal(
        OptionalDouble.empty(),
        false,
        List.of(
            new Point(0, 1),
            new Point(slope, s),
            new Point(slope + pause, s),
            new Point(2 * slope + pause, 1)),
        true);
  }

  /**
   * Reads {@code standard}, {@code lasting:20}, {@code fast:0.02} or {@code reverse:0.45:10}, times
   * in microseconds: the factories above with their arguments.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Anneal parse(String text) {
    String[] parts = text.strip().split(":", -1);
    try {
      return switch (parts[0] + parts.length) {
        case "standard1" -> standard();
        case "lasting2" -> lasting(Double.parseDouble(parts[1]));
        case "fast2" -> fast(Double.parseDouble(parts[1]));
        case "reverse3" -> reverse(Double.parseDouble(parts[1]), Double.parseDouble(parts[2]));
        default -> throw new IllegalArgumentException("no such anneal");
      };
    } catch (IllegalArgumentException e) { // a number that is none, too
      throw new IllegalArgumentException(
          "anneal [%s] must be like standard, lasting:20, fast:0.02 or reverse:0.45:10 (%s)"
              .formatted(text, e.getMessage()),
          e);
    }
  }

  /** Whether it begins at a given state. */
  public boolean isReverse() {
    return !schedule.isEmpty() && schedule.get(0).s == 1;
  }

  /** How long one takes; empty if the solver's default. */
  public OptionalDouble duration() {
    return schedule.isEmpty()
        ? micros
        : OptionalDouble.of(schedule.get(schedule.size() - 1).micros);
  }
}
