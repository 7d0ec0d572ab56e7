package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class QpuBenchCommandTest {
  @Test
  void shouldSayWhatAMaskCostsAloneAndTogether(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("rows.json");

    CommandRun run =
        CommandRun.of(
            "bench",
            "qpu",
            "--reads",
            "100",
            "--anneals",
            "standard",
            "--instances",
            "sal_mnist[01]_n49_d64",
            "--json",
            json.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode results = JsonMapper.builder().build().readTree(json.toFile());
    JsonNode advantage = results.get("prices").get(0);
    assertThat(advantage.get("chip").asText()).isEqualTo("Advantage_system4");
    // 14,072.88 + 1,000 us, and 100 reads of 20 + 20.54 us and a readout of about 187 us
    assertThat(advantage.get("aloneMicros").asDouble()).isCloseTo(37_800, within(200.0));
    assertThat(advantage.get("together").asInt()).isGreaterThanOrEqualTo(9);
    for (JsonNode price : results.get("prices")) {
      assertThat(price.get("togetherMicros").asDouble() / price.get("together").asInt())
          .isLessThan(price.get("aloneMicros").asDouble() / 5);
    }
    JsonNode alone = results.get("anneals").get(0);
    JsonNode together = results.get("anneals").get(1);
    assertThat(alone.get("problems").asInt()).isEqualTo(2);
    assertThat(together.get("problems").asInt()).isEqualTo(1);
    assertThat(together.get("chargedSeconds").asDouble())
        .isLessThan(0.7 * alone.get("chargedSeconds").asDouble());
    assertThat(together.get("afterDescent").asInt()).isEqualTo(2);
  }
}
