package io.qahan.dwave.qpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.dwave.http.RejectedRequestException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTimeTest {
  /** An Advantage of August 2022. */
  private static final String PROPERTIES =
      """
      {"problem_run_duration_range": [0, 1000000], "num_reads_range": [1, 10000],
       "problem_timing_data": {"version": "1.0.0", "typical_programming_time": 14072.88,
         "reverse_annealing_with_reinit_prog_time_delta": 3.0,
         "reverse_annealing_without_reinit_prog_time_delta": 4.0,
         "reverse_annealing_with_reinit_delay_time_delta": 5.0,
         "reverse_annealing_without_reinit_delay_time_delta": 6.0,
         "default_programming_thermalization": 1000, "default_annealing_time": 20,
         "readout_time_model": "pwl_log_log",
         "readout_time_model_parameters": [0, 0.7699665876947938, 1.7242758696010096,
           2.711975459489206, 3.1639057672764026, 3.750276915153992, 1.539131714800995,
           1.8726623164229292, 2.125631787097315, 2.332672340068556, 2.371606651233025,
           2.3716219271760215],
         "qpu_delay_time_per_sample": 20.54, "decorrelation_max_nominal_anneal_time": 2000.0,
         "decorrelation_time_range": [500, 10000], "default_readout_thermalization": 0}}
      """;

  private static AccessTime model(String properties) {
    try {
      return new AccessTime(new ObjectMapper().readTree(properties));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"2780, 100, 42656.448", "20, 50, 22257.000", "3000, 1000, 290909.02"})
  void shouldEstimateAsDWaveDoes(int qubits, int reads, double micros) {
    assertThat(model(PROPERTIES).estimate(AnnealRun.forward(reads, qubits)))
        .isCloseTo(micros, within(0.01));
  }

  @Test
  void shouldKnowTheReadoutTime() {
    AccessTime model = model(PROPERTIES);

    assertThat(model.readout(3000)).isCloseTo(235.296, within(0.001));
    assertThat(model.readout(1)).isCloseTo(34.60, within(0.01));
    assertThat(model.readout(1_000_000)).isEqualTo(model.readout(100_000));
  }

  @Test
  void shouldAddTheTermsOfReverseAnnealsAndDecorrelation() {
    AccessTime model = model(PROPERTIES);
    AnnealRun plain = AnnealRun.forward(10, 100);
    AnnealRun reverse = with(true, true, false);

    assertThat(model.estimate(reverse) - model.estimate(plain)).isCloseTo(53, within(1e-6));
    assertThat(model.estimate(with(true, false, false)) - model.estimate(plain))
        .isCloseTo(64, within(1e-6));
    assertThat(model.estimate(with(false, true, true)) - model.estimate(plain))
        .isCloseTo(10 * (20 / 2000.0 * 9500 + 500), within(1e-6));
  }

  private static AnnealRun with(boolean reverse, boolean reinitialize, boolean reduce) {
    OptionalDouble none = OptionalDouble.empty();
    return new AnnealRun(10, 100, none, none, none, reverse, reinitialize, reduce);
  }

  @Test
  void shouldReadTheLinearModel() {
    AccessTime model =
        model(
            PROPERTIES
                .replace("pwl_log_log", "pwl_linear")
                .replaceFirst(
                    "(?s)\"readout_time_model_parameters\": \\[[^]]*]",
                    "\"readout_time_model_parameters\": [0, 100, 10, 30]"));

    assertThat(model.readout(50)).isEqualTo(20);
    assertThat(model.readout(1000)).isEqualTo(30);
  }

  @Test
  void shouldRefuseARunThatIsTooLongThoughItsAnnealIsInRange() {
    AccessTime model = model(PROPERTIES);
    AnnealRun run = AnnealRun.forward(1000, 3000).withAnnealingTime(2000);

    assertThat(model.runDuration(run)).isCloseTo(1000 * 2235.296 + 1000, within(1.0));
    assertThatThrownBy(() -> model.check(run))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[1000] reads")
        .hasMessageContaining("at most [446] reads");
    assertThat(model.mostReads(run)).isEqualTo(446);
    model.check(AnnealRun.forward(446, 3000).withAnnealingTime(2000));
  }

  @Test
  void shouldSayWhichModelItDoesNotKnow() {
    assertThatThrownBy(() -> model(PROPERTIES.replace("1.0.0", "2.0.0")))
        .hasMessageContaining("[2.0.0]");
    assertThatThrownBy(() -> model(PROPERTIES.replace("pwl_log_log", "spline")))
        .hasMessageContaining("[spline]");
    assertThatThrownBy(() -> model("{}")).hasMessageContaining("[]");
  }
}
