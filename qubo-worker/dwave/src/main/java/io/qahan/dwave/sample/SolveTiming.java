package io.qahan.dwave.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a solve took, as the solver says: microseconds by SAPI's names, any of which may be missing.
 *
 * @param micros for example {@code qpu_access_time}, {@code run_time}
 */
public record SolveTiming(Map<String, Double> micros) {
  public SolveTiming {
    micros = Map.copyOf(micros);
  }

  /** Reads the {@code timing} of a QPU's answer, or the {@code info} of a hybrid solver's. */
  public static SolveTiming of(JsonNode answer) {
    JsonNode times = answer.has("timing") ? answer.get("timing") : answer.path("data").path("info");
    Map<String, Double> micros = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : times.properties()) {
      if (entry.getValue().isNumber()) {
        micros.put(entry.getKey(), entry.getValue().doubleValue());
      }
    }
    return new SolveTiming(micros);
  }

  /** A time by its name. */
  public OptionalDouble get(String name) {
    return Optional.ofNullable(micros.get(name))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** Time on the QPU, 0 if it was not used. */
  public double qpuAccessMicros() {
    return get("qpu_access_time").orElse(0);
  }

  /**
   * What is taken off the quota, in QPU microseconds: hybrid solvers say it, for QPUs it is the
   * access time.
   *
   * @param quotaConversionRate the solver's property, 1 for QPUs, 20 for hybrid ones
   */
  public double chargedMicros(double quotaConversionRate) {
    return get("charge_time").orElse(qpuAccessMicros()) / quotaConversionRate;
  }
}
