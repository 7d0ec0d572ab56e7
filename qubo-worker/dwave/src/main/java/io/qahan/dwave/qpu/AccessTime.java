package io.qahan.dwave.qpu;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.dwave.http.RejectedRequestException;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How long a QPU will be busy with a run, by D-Wave's timing model 1.0 and the numbers that a
 * solver gives for it. All times in microseconds. Immutable and thread safe.
 *
 * <pre>
 * access = typical programming + thermalization + reads * sample
 * sample = anneal + readout(qubits) + delay + max(readout thermalization, decorrelation)
 * </pre>
 *
 * <p>with further terms for reverse anneals.
 */
public final class AccessTime {
  private final JsonNode timing;
  private final double longestRun;
  private final int mostReads;
  private final PiecewiseLinear readout;
  private final boolean logarithmic;

  /**
   * The model of a solver.
   *
   * @param properties of the solver
   * @throws IllegalArgumentException if they describe no timing model that is known here
   */
  public AccessTime(JsonNode properties) {
    this.timing = properties.path("problem_timing_data");
    this.longestRun = properties.path("problem_run_duration_range").path(1).asDouble(1e6);
    this.mostReads = properties.path("num_reads_range").path(1).asInt(10_000);
    String version = timing.path("version").asText();
    if (!version.startsWith("1.0.")) {
      throw new IllegalArgumentException(
          "The solver's timing model [%s] is not known; this client knows 1.0".formatted(version));
    }
    String model = timing.path("readout_time_model").asText();
    if (!model.equals("pwl_log_log") && !model.equals("pwl_linear")) {
      throw new IllegalArgumentException(
          "The solver's readout model [%s] is not known; this client knows pwl_log_log and pwl_linear"
              .formatted(model));
    }
    this.logarithmic = model.equals("pwl_log_log");
    this.readout = PiecewiseLinear.of(timing.path("readout_time_model_parameters"));
  }

  /** The time that is charged, beforehand. */
  public double estimate(AnnealRun run) {
    double programming =
        time("typical_programming_time") + reverse(run, "prog") + programmingThermalization(run);
    double settling = Math.max(readoutThermalization(run), decorrelation(run));
    double sample =
        annealing(run)
            + readout(run.qubits())
            + time("qpu_delay_time_per_sample")
            + reverse(run, "delay")
            + settling;
    return programming + run.reads() * sample;
  }

  /** The time of one anneal where none is said. */
  public double defaultAnnealingTime() {
    return time("default_annealing_time");
  }

  /** The time of one readout of so many qubits. */
  public double readout(int qubits) {
    return logarithmic ? Math.pow(10, readout.at(Math.log10(qubits))) : readout.at(qubits);
  }

  /**
   * What the server holds against the solver's limit: anneal, readout and its thermalization for
   * each read, and the thermalization after programming.
   */
  public double runDuration(AnnealRun run) {
    return run.reads() * runDurationPerRead(run) + programmingThermalization(run);
  }

  private double runDurationPerRead(AnnealRun run) {
    return annealing(run) + readoutThermalization(run) + readout(run.qubits());
  }

  /** The most reads that such a run may have; 0 if not even one is short enough. */
  public int mostReads(AnnealRun run) {
    double reads = (longestRun - programmingThermalization(run)) / runDurationPerRead(run);
    return (int) Math.max(0, Math.min(mostReads, Math.floor(reads)));
  }

  /**
   * Checks a run before it is submitted.
   *
   * @throws RejectedRequestException if the server would refuse it for its length
   */
  public void check(AnnealRun run) {
    double duration = runDuration(run);
    if (duration > longestRun || run.reads() > mostReads) {
      throw new RejectedRequestException(
          String.format(
              Locale.ROOT,
              "A run of [%d] reads takes about [%.0f us], but the solver allows [%.0f us] and [%d]"
                  + " reads. Ask for at most [%d] reads a problem, or a shorter anneal",
              run.reads(),
              duration,
              longestRun,
              mostReads,
              mostReads(run)),
          0);
    }
  }

  private double annealing(AnnealRun run) {
    return orDefault(run.annealingTime(), "default_annealing_time");
  }

  private double programmingThermalization(AnnealRun run) {
    return orDefault(run.programmingThermalization(), "default_programming_thermalization");
  }

  private double readoutThermalization(AnnealRun run) {
    return orDefault(run.readoutThermalization(), "default_readout_thermalization");
  }

  /** Zero counts as not said, as in D-Wave's own estimate: never less is set aside than there. */
  private double orDefault(OptionalDouble said, String name) {
    return said.orElse(0) == 0 ? time(name) : said.getAsDouble();
  }

  private double reverse(AnnealRun run, String what) {
    return run.reverseAnneal()
        ? time(
            "reverse_annealing_with%s_reinit_%s_time_delta"
                .formatted(run.reinitializeState() ? "" : "out", what))
        : 0;
  }

  private double decorrelation(AnnealRun run) {
    if (!run.reduceCorrelation()) {
      return 0;
    }
    double low = timing.path("decorrelation_time_range").path(0).asDouble();
    double high = timing.path("decorrelation_time_range").path(1).asDouble();
    return annealing(run) / time("decorrelation_max_nominal_anneal_time") * (high - low) + low;
  }

  private double time(String name) {
    JsonNode value = timing.path(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(
          "The solver's problem_timing_data has no number [%s]".formatted(name));
    }
    return value.doubleValue();
  }
}
