package io.qahan.dwave.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BqAnswerTest {
  private static final String SAMPLE =
      """
      {"format":"bq","data":{"type":"SampleSet","version":{"sampleset_schema":"3.1.0"},
       "num_variables":3,"num_rows":2,
       "sample_data":{"type":"array","data":[[6],[1]],"data_type":"uint32","shape":[2,1],
                      "use_bytes":false},
       "sample_type":"int8","sample_packed":true,
       "vectors":{"energy":{"type":"array","data":[-2.5,1],"data_type":"float64","shape":[2],
                            "use_bytes":false},
                  "num_occurrences":{"type":"array","data":[3,1],"data_type":"int64","shape":[2],
                                     "use_bytes":false}},
       "variable_labels":[0,1,2],"variable_type":"BINARY",
       "info":{"qpu_access_time":41990,"charge_time":3000000,"run_time":2993500}}}
      """;

  private static SampleSet decode(String json) throws JsonProcessingException {
    return BqAnswer.decode(new ObjectMapper().readTree(json));
  }

  @Test
  void shouldReadPackedSamplesLowestBitFirst() throws Exception {
    SampleSet samples = decode(SAMPLE);

    assertThat(samples.values(0)).containsExactly(0, 1, 1);
    assertThat(samples.values(1)).containsExactly(1, 0, 0);
    assertThat(samples.energy(0)).isEqualTo(-2.5);
    assertThat(samples.energy(1)).isEqualTo(1);
    assertThat(samples.occurrences(0)).isEqualTo(3);
    assertThat(samples.lowest()).isZero();
  }

  @Test
  void shouldReadWordsBeyondTheIntegers() throws Exception {
    StringBuilder labels = new StringBuilder("0");
    for (int i = 1; i < 35; i++) {
      labels.append(',').append(i);
    }

    SampleSet samples =
        decode(
            """
            {"data":{"sample_data":{"data":[[1840700269,3],[4294967295,7]]},
             "vectors":{"energy":{"data":[0,-1]}},
             "variable_labels":[%s],"variable_type":"SPIN"}}
            """
                .formatted(labels));

    assertThat(samples.sample(0)).hasToString("+-++-++-++-++-++-++-++-++-++-++-++-");
    assertThat(samples.sample(1)).hasToString("+".repeat(35));
    assertThat(samples.lowest()).isEqualTo(1);
    assertThat(samples.occurrences(1)).isEqualTo(1);
  }

  @Test
  void shouldReadSamplesThatAreWrittenOut() throws Exception {
    SampleSet samples =
        decode(
            SAMPLE
                .replace("[[6],[1]]", "[[0,1,1],[1,0,0]]")
                .replace("\"sample_packed\":true", "\"sample_packed\":false"));

    assertThat(samples.values(0)).containsExactly(0, 1, 1);
    assertThat(samples.values(1)).containsExactly(1, 0, 0);
  }

  @Test
  void shouldReadAnAnswerWithoutSamples() throws Exception {
    SampleSet samples =
        decode(
            "{\"data\":{\"num_rows\":0,\"sample_data\":{\"data\":[],\"shape\":[0,3]},"
                + "\"vectors\":{\"energy\":{\"data\":[]}},"
                + "\"variable_labels\":[0,1,2],\"variable_type\":\"BINARY\"}}");

    assertThat(samples.rows()).isZero();
    assertThatThrownBy(samples::lowest).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"num_rows\":2 | \"num_rows\":3 | sample_data",
        "[[6],[1]] | [[6],[1,2]] | sample_data",
        "\"data\":[-2.5,1] | \"data\":[-2.5] | energy",
        "\"data\":[-2.5,1] | \"data\":[-2.5,null] | energy",
        "[0,1,2] | [0,1] | variable_labels",
        "[0,1,2] | [0,1,\"c\"] | variable_labels",
        "BINARY | INTEGER | variable_type"
      })
  void shouldNameTheFieldThatIsWrong(String right, String wrong, String field) {
    assertThatThrownBy(() -> decode(SAMPLE.replace(right, wrong)))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("[" + field + "]");
  }
}
