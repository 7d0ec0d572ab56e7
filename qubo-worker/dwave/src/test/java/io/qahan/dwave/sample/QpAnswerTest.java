package io.qahan.dwave.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.qubo.model.Vartype;
import org.junit.jupiter.api.Test;

class QpAnswerTest {
  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void shouldReadTheOfficialSample() throws Exception {
    SampleSet samples =
        QpAnswer.decode(
            json(
                """
                {"format": "qp", "solutions": "AMA=", "energies": "AAAAAAAA8L8AAAAAAADwvw==",
                 "num_occurrences": "BgAAAAQAAAA=", "active_variables": "HgAAAB8AAAA="}
                """),
            Vartype.SPIN,
            0);

    assertThat(samples.variable(0)).isEqualTo(30);
    assertThat(samples.variable(1)).isEqualTo(31);
    assertThat(samples.values(0)).containsExactly(-1, -1);
    assertThat(samples.values(1)).containsExactly(1, 1);
    assertThat(samples.energy(1)).isEqualTo(-1);
    assertThat(samples.occurrences(0)).isEqualTo(6);
    assertThat(samples.occurrences(1)).isEqualTo(4);
  }

  @Test
  void shouldReadThreeSamplesOfThreeSpins() throws Exception {
    SampleSet samples =
        QpAnswer.decode(
            json(
                """
                {"active_variables": "AAAAAAEAAAACAAAA", "solutions": "wCDg",
                 "energies": "AAAAAAAABMAAAAAAAADwvwAAAAAAAOC/",
                 "num_occurrences": "PAAAAB4AAAAKAAAA"}
                """),
            Vartype.SPIN,
            0);

    assertThat(samples.values(0)).containsExactly(1, 1, -1);
    assertThat(samples.values(1)).containsExactly(-1, -1, 1);
    assertThat(samples.values(2)).containsExactly(1, 1, 1);
    assertThat(samples.energy(0)).isEqualTo(-2.5);
    assertThat(samples.energy(1)).isEqualTo(-1.0);
    assertThat(samples.energy(2)).isEqualTo(-0.5);
    assertThat(samples.occurrences(0)).isEqualTo(60);
    assertThat(samples.lowest()).isZero();
  }

  @Test
  void shouldBeginEachSampleWithAByteOfItsOwn() throws Exception {
    SampleSet samples =
        QpAnswer.decode(
            json(
                """
                {"active_variables":
                   "AAAAAAEAAAACAAAAAwAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAA==",
                 "solutions": "wYAAQA==", "energies": "AAAAAAAAAAAAAAAAAAAAAA=="}
                """),
            Vartype.BINARY,
            0);

    assertThat(samples.sample(0)).hasToString("1100000110");
    assertThat(samples.sample(1)).hasToString("0000000001");
    assertThat(samples.occurrences(1)).isEqualTo(1);
  }

  @Test
  void shouldAddTheOffsetOfTheJobUnlessTheAnswerHasItsOwn() throws Exception {
    String answer =
        "{\"active_variables\": \"AAAAAA==\", \"solutions\": \"gA==\","
            + " \"energies\": \"AAAAAAAA8L8=\"%s}";

    assertThat(QpAnswer.decode(json(answer.formatted("")), Vartype.SPIN, 0.25).energy(0))
        .isEqualTo(-0.75);
    assertThat(
            QpAnswer.decode(json(answer.formatted(", \"offset\": 3")), Vartype.SPIN, 0.25)
                .energy(0))
        .isEqualTo(2);
  }

  @Test
  void shouldNameTheFieldThatDoesNotFit() throws Exception {
    String answer =
        "{\"active_variables\": \"%s\", \"solutions\": \"%s\", \"energies\": \"%s\","
            + " \"num_occurrences\": \"%s\"}";
    String one = "AAAAAA==";
    String energy = "AAAAAAAA8L8=";

    refused(answer.formatted("AAA=", "gA==", energy, one), "active_variables");
    refused(answer.formatted(one, "gIA=", energy, one), "solutions");
    refused(answer.formatted(one, "", energy, one), "solutions");
    refused(answer.formatted(one, "gA==", "?", one), "energies");
    refused(answer.formatted(one, "gA==", energy, "AAAAAAAAAAA="), "num_occurrences");
    refused("{}", "active_variables");
  }

  private static void refused(String answer, String field) {
    assertThatThrownBy(() -> QpAnswer.decode(json(answer), Vartype.SPIN, 0))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("[" + field + "]");
  }

  @Test
  void shouldReadTimesInMicrosecondsAndPassOverTheRest() throws Exception {
    SolveTiming qpu =
        SolveTiming.of(json("{\"timing\": {\"qpu_access_time\": 42656.4, \"note\": \"x\"}}"));
    SolveTiming hybrid =
        SolveTiming.of(
            json("{\"data\": {\"info\": {\"charge_time\": 3000000, \"qpu_access_time\": 0}}}"));

    assertThat(qpu.qpuAccessMicros()).isEqualTo(42656.4);
    assertThat(qpu.chargedMicros(1)).isEqualTo(42656.4);
    assertThat(qpu.get("note")).isEmpty();
    assertThat(hybrid.chargedMicros(20)).isEqualTo(150_000);
    assertThat(SolveTiming.of(json("{}")).qpuAccessMicros()).isZero();
  }
}
