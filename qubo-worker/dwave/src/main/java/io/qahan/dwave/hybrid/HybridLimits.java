package io.qahan.dwave.hybrid;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.http.RejectedRequestException;
import java.util.Locale;

/**
 * What a hybrid solver takes, from its properties. The least time limit is linear between the
 * points of {@code minimum_time_limit}, by number of variables, and constant beyond them. Immutable
 * and thread safe.
 */
public final class HybridLimits {
  private final JsonNode points;
  private final long mostVariables;
  private final long mostBiases;
  private final double mostSeconds;

  /**
   * The limits of a solver.
   *
   * @throws IllegalArgumentException if its properties have no {@code minimum_time_limit}
   */
  public HybridLimits(JsonNode properties) {
    this.points = properties.path("minimum_time_limit");
    this.mostVariables = properties.path("maximum_number_of_variables").asLong(Long.MAX_VALUE);
    this.mostBiases = properties.path("maximum_number_of_biases").asLong(Long.MAX_VALUE);
    this.mostSeconds = 3600 * properties.path("maximum_time_limit_hrs").asDouble(24);
    if (points.isEmpty()) {
      throw new IllegalArgumentException(
          "The solver's properties have no [minimum_time_limit]; choose a hybrid BQM solver");
    }
  }

  /** The least time limit for a model of so many variables, in seconds: also Ocean's default. */
  public double leastSeconds(int variables) {
    for (int i = 1; i < points.size(); i++) {
      double left = points.get(i - 1).path(0).asDouble();
      double right = points.get(i).path(0).asDouble();
      if (variables <= right) {
        double low = points.get(i - 1).path(1).asDouble();
        double high = points.get(i).path(1).asDouble();
        double part = Math.max(0, variables - left) / (right - left);
        return low + part * (high - low);
      }
    }
    return points.get(points.size() - 1).path(1).asDouble();
  }

  /**
   * Checks a model and its time limit before hundreds of megabytes are uploaded.
   *
   * @param interactions pairs of variables with a bias
   * @throws RejectedRequestException if the solver would refuse it
   */
  public void check(int variables, long interactions, double seconds) {
    if (variables > mostVariables || variables + interactions > mostBiases) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "A model of [%d] variables and [%d] biases is more than the solver's [%d] and [%d]."
                  + " Decompose it",
              variables,
              variables + interactions,
              mostVariables,
              mostBiases),
          0);
    }
    double least = leastSeconds(variables);
    if (!(seconds >= least && seconds <= mostSeconds)) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "The time limit [%s s] for [%d] variables must be from [%s s] to [%s s]",
              seconds,
              variables,
              least,
              mostSeconds),
          0);
    }
  }
}
