package io.qahan.dwave.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.dwave.http.RejectedRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridLimitsTest {
  private static final HybridLimits LIMITS =
      limits(
          """
          {"maximum_number_of_variables": 1000000, "maximum_number_of_biases": 200000000,
           "maximum_time_limit_hrs": 24.0,
           "minimum_time_limit": [[1, 3.0], [1024, 3.0], [4096, 10.0], [10000, 40.0],
             [30000, 200.0], [100000, 600.0], [1000000, 600.0]]}
          """);

  private static HybridLimits limits(String properties) {
    try {
      return new HybridLimits(new ObjectMapper().readTree(properties));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "1024, 3", "3136, 7.8125", "4096, 10", "20000, 120", "2000000, 600"})
  void shouldInterpolateTheLeastTimeLimit(int variables, double seconds) {
    assertThat(LIMITS.leastSeconds(variables)).isEqualTo(seconds);
  }

  @Test
  void shouldTakeTheDenseModelOf3136Variables() {
    LIMITS.check(3136, 4_915_680, 7.8125);
  }

  @Test
  void shouldRefuseWhatTheSolverWouldRefuse() {
    refused(3136, 4_915_680, 7.8, "[7.8125 s]");
    refused(3136, 4_915_680, 90_000, "[86400.0 s]");
    refused(3136, 4_915_680, Double.NaN, "[NaN s]");
    refused(1_000_001, 0, 600, "[1000001]");
    refused(20_001, 20_001L * 20_000 / 2, 600, "Decompose");
    assertThatThrownBy(() -> limits("{}")).hasMessageContaining("[minimum_time_limit]");
  }

  private static void refused(int variables, long interactions, double seconds, String why) {
    assertThatThrownBy(() -> LIMITS.check(variables, interactions, seconds))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining(why);
  }
}
