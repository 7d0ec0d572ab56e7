package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.qpu.AnnealRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The parameters of a job for a QPU, each held against what the solver's properties declare.
 *
 * @param reads how often it anneals
 * @param annealingTime of one anneal, or the end of its schedule
 * @param programmingThermalization after programming
 * @param readoutThermalization after each read
 * @param reverse whether the schedule begins at s = 1
 * @param reinitialize whether each reverse anneal begins from the initial state anew
 * @param decorrelate whether it pauses between reads
 * @param scale whether the biases are fitted into the ranges
 * @param fast whether it anneals fast, which leaves no room for linear biases
 * @param raw whether the reads are answered one by one
 * @param mostAnswers how many are returned
 * @param schedule the points (time, s); empty for the solver's own
 * @param initialState a value for each qubit of the topology, 3 for those that take no part
 */
record QpuParameters(
    int reads,
    OptionalDouble annealingTime,
    OptionalDouble programmingThermalization,
    OptionalDouble readoutThermalization,
    boolean reverse,
    boolean reinitialize,
    boolean decorrelate,
    boolean scale,
    boolean fast,
    boolean raw,
    int mostAnswers,
    List<double[]> schedule,
    Optional<int[]> initialState) {
  /** Values that an initial state may have; 3 where a qubit takes no part. */
  private static final Set<Integer> STATES = Set.of(-1, 0, 1, 3);

  private static final List<String> FLAGS =
      List.of(
          "auto_scale",
          "fast_anneal",
          "flux_drift_compensation",
          "reduce_intersample_correlation",
          "reinitialize_state");
  private static final Set<String> ANSWER_MODES = Set.of("histogram", "raw");

  /**
   * Reads and checks them; what depends on the biases is checked with these.
   *
   * @throws SapiFault 400 naming the parameter that the solver does not take as it is
   */
  static QpuParameters of(JsonNode params, JsonNode properties) {
    if (!params.isObject() && !params.isMissingNode()) {
      throw new SapiFault(400, "Invalid problem: 'params' is no object");
    }
    for (Map.Entry<String, JsonNode> param : params.properties()) {
      if (!properties.path("parameters").has(param.getKey())) {
        throw new SapiFault(400, "Unknown parameter '%s'".formatted(param.getKey()));
      }
    }
    for (String flag : FLAGS) {
      if (params.has(flag) && !params.get(flag).isBoolean()) {
        throw invalid(flag, params.get(flag), "must be true or false");
      }
    }
    int qubits = properties.path("num_qubits").asInt();
    checkGain(params);
    checkLength(params, "flux_biases", qubits);
    checkLength(params, "anneal_offsets", qubits);
    if (params.has("flux_biases") && params.path("auto_scale").asBoolean()) {
      throw new SapiFault(400, "Parameter 'flux_biases' cannot be used with 'auto_scale'");
    }
    boolean fast = params.path("fast_anneal").asBoolean();
    OptionalDouble end = schedule(params, properties);
    OptionalDouble time =
        number(params, "annealing_time", properties, fast ? "fast_anneal_time" : "annealing_time");
    if (end.isPresent() && (time.isPresent() || fast)) {
      throw new SapiFault(
          400,
          "Parameter 'anneal_schedule' cannot be used with '%s'"
              .formatted(fast ? "fast_anneal" : "annealing_time"));
    }
    int reads = whole(params, "num_reads", properties.path("num_reads_range").path(1).asInt(), 1);
    boolean reverse = params.path("anneal_schedule").path(0).path(1).asDouble() == 1;
    Optional<int[]> initialState = initialState(params, qubits);
    if (reverse && initialState.isEmpty()) {
      throw new SapiFault(
          400, "Parameter 'initial_state' is required where 'anneal_schedule' begins at s = 1");
    }
    if (params.has("answer_mode") && !ANSWER_MODES.contains(params.get("answer_mode").asText())) {
      throw invalid("answer_mode", params.get("answer_mode"), "must be 'histogram' or 'raw'");
    }
    return new QpuParameters(
        reads,
        end.isPresent() ? end : time,
        number(params, "programming_thermalization", properties, "programming_thermalization"),
        number(params, "readout_thermalization", properties, "readout_thermalization"),
        reverse,
        params.path("reinitialize_state").asBoolean(true),
        params.path("reduce_intersample_correlation").asBoolean(),
        params.path("auto_scale").asBoolean(!params.has("flux_biases")),
        fast,
        params.path("answer_mode").asText().equals("raw"),
        whole(params, "max_answers", reads, reads),
        points(params.path("anneal_schedule")),
        initialState);
  }

  /** A run with so many active qubits. */
  AnnealRun run(int qubits) {
    return new AnnealRun(
        reads,
        qubits,
        annealingTime,
        programmingThermalization,
        readoutThermalization,
        reverse,
        reinitialize,
        decorrelate);
  }

  /** The value that an initial state has for a variable, if it may have one. */
  Optional<Integer> initial(int qubit, int low) {
    return initialState.map(
        state -> {
          int value = state[qubit];
          if (value != 1 && value != low) {
            throw new SapiFault(
                400,
                String.format(
                    Locale.ROOT,
                    "Parameter 'initial_state' has %d for qubit %d, which must be %d or 1",
                    value,
                    qubit,
                    low));
          }
          return value;
        });
  }

  private static SapiFault invalid(String name, JsonNode value, String must) {
    String text = value.toString();
    return new SapiFault(
        400,
        "Invalid value for parameter '%s': %s %s"
            .formatted(name, text.length() > 80 ? text.substring(0, 80) + "..." : text, must));
  }

  private static int whole(JsonNode params, String name, int most, int fallback) {
    if (!params.has(name)) {
      return fallback;
    }
    JsonNode value = params.get(name);
    if (!value.isIntegralNumber()) {
      throw invalid(name, value, "must be an integer");
    }
    if (value.doubleValue() < 1 || value.doubleValue() > most) { // before it is cut to an int
      throw invalid(name, value, String.format(Locale.ROOT, "out of range [1, %d]", most));
    }
    return value.intValue();
  }

  private static OptionalDouble number(
      JsonNode params, String name, JsonNode properties, String range) {
    if (!params.has(name)) {
      return OptionalDouble.empty();
    }
    JsonNode bounds = properties.path(range + "_range");
    JsonNode value = params.get(name);
    if (!value.isNumber()) {
      throw invalid(name, value, "must be a number");
    }
    if (value.doubleValue() < bounds.path(0).asDouble()
        || value.doubleValue() > bounds.path(1).asDouble()) {
      throw invalid(name, value, "out of range " + bounds);
    }
    return OptionalDouble.of(value.doubleValue());
  }

  private static void checkLength(JsonNode params, String name, int length) {
    if (!params.has(name)) {
      return;
    }
    JsonNode list = params.get(name);
    boolean numbers = list.isArray();
    for (JsonNode value : list) {
      numbers &= value.isNumber();
    }
    if (!numbers || list.size() != length) {
      throw invalid(name, list, String.format(Locale.ROOT, "must be a list of %d numbers", length));
    }
  }

  private static void checkGain(JsonNode params) {
    JsonNode schedule = params.path("h_gain_schedule");
    boolean pairs = !params.has("h_gain_schedule") || (schedule.isArray() && schedule.size() > 1);
    for (JsonNode point : schedule) {
      pairs &= point.size() == 2 && point.path(0).isNumber() && point.path(1).isNumber();
    }
    if (!pairs) {
      throw invalid("h_gain_schedule", schedule, "must be pairs of a time and a gain");
    }
  }

  private static Optional<int[]> initialState(JsonNode params, int qubits) {
    checkLength(params, "initial_state", qubits);
    if (!params.has("initial_state")) {
      return Optional.empty();
    }
    List<Integer> values = new ArrayList<>();
    for (JsonNode value : params.get("initial_state")) {
      if (!value.isIntegralNumber() || !STATES.contains(value.intValue())) {
        throw invalid("initial_state", value, "must be a value of a variable, or 3");
      }
      values.add(value.intValue());
    }
    return Optional.of(values.stream().mapToInt(Integer::intValue).toArray());
  }

  /** When the schedule ends; empty without one. Times rise from 0, and s ends at 1. */
  private static OptionalDouble schedule(JsonNode params, JsonNode properties) {
    if (!params.has("anneal_schedule")) {
      return OptionalDouble.empty();
    }
    JsonNode schedule = params.get("anneal_schedule");
    int most = properties.path("max_anneal_schedule_points").asInt();
    if (!schedule.isArray() || schedule.size() < 2 || schedule.size() > most) {
      throw invalid(
          "anneal_schedule",
          schedule,
          String.format(Locale.ROOT, "must have from 2 to %d points", most));
    }
    JsonNode range = properties.path("annealing_time_range");
    double steepest = 1 / range.path(0).asDouble();
    JsonNode last = null;
    for (JsonNode point : schedule) {
      if (!point.isArray()
          || point.size() != 2
          || !point.get(0).isNumber()
          || !point.get(1).isNumber()
          || point.get(1).doubleValue() < 0
          || point.get(1).doubleValue() > 1) {
        throw invalid("anneal_schedule", point, "must be a time and an s from 0 to 1");
      }
      if (last == null ? point.get(0).doubleValue() != 0 : isTooSteep(last, point, steepest)) {
        throw invalid(
            "anneal_schedule",
            schedule,
            "must begin at time 0, and s must not change by more than %s per microsecond"
                .formatted(steepest));
      }
      last = point;
    }
    double first = schedule.get(0).get(1).doubleValue();
    if ((first != 0 && first != 1) || last.get(1).doubleValue() != 1) {
      throw invalid("anneal_schedule", schedule, "must begin at s = 0 or s = 1 and end at s = 1");
    }
    double end = last.get(0).doubleValue();
    if (end > range.path(1).asDouble()) {
      throw invalid("anneal_schedule", schedule, "must end in the range " + range);
    }
    return OptionalDouble.of(end);
  }

  private static List<double[]> points(JsonNode schedule) {
    List<double[]> points = new ArrayList<>();
    for (JsonNode point : schedule) {
      points.add(new double[] {point.get(0).doubleValue(), point.get(1).doubleValue()});
    }
    return points;
  }

  private static boolean isTooSteep(JsonNode from, JsonNode to, double steepest) {
    double time = to.get(0).doubleValue() - from.get(0).doubleValue();
    double change = Math.abs(to.get(1).doubleValue() - from.get(1).doubleValue());
    return time <= 0 || change > steepest * time * (1 + 1e-9);
  }
}
