package io.qahan.dwave.clique;

import java.util.Locale;

/**
 * No clique of the size asked for was found on a working graph: ask for {@link #largest} variables
 * at most, decompose the problem, or take another solver; do not retry.
 */
public final class CliqueTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int largest;

  CliqueTooLargeException(int n, int largest, String graph) {
    super(
        String.format(
            Locale.ROOT,
            "no clique embedding for n [%d] variables on %s; the largest found is for %d: maybe"
                + " decompose the problem, or take another solver",
            n,
            graph,
            largest));
    this.largest = largest;
  }

  /** Variables of the largest clique found, 0 if none at all. */
  public int largest() {
    return largest;
  }
}
