package io.qahan.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SummaryRoutesTest {
  private final HttpFixture http = new HttpFixture(true);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void shouldSummariseWhatIsGoingOn() throws Exception {
    http.predict("a", false);
    http.predict("b", true);
    http.clock.advanceSeconds(1);

    JsonNode json = http.get("/api/summary").json();
    assertThat(json.get("ready").asBoolean()).isTrue();
    assertThat(json.get("predictions").asInt()).isEqualTo(2);
    assertThat(json.get("degraded").asInt()).isEqualTo(1);
    assertThat(json.get("predictionsPerSecond").asDouble()).isEqualTo(0.2);
    assertThat(json.get("pending").asInt()).isZero();
    assertThat(json.get("head").get("version").asInt()).isZero();
    assertThat(json.get("head").get("corrections").isIntegralNumber()).isTrue();
    assertThat(json.get("stageMillis").get("conv").has("p99")).isTrue();
    assertThat(json.get("recent").get(0).get("id").asText()).isEqualTo("b");
    assertThat(json.get("classes").toString()).isEqualTo("[\"moon\",\"star\",\"two\"]");
    JsonNode newest = json.get("recent").get(0);
    assertThat(newest.get("className").asText())
        .isEqualTo(HttpFixture.CLASSES.of(newest.get("predicted").asInt()));
    assertThat(json.get("recent").get(1).get("totalMillis").asDouble()).isEqualTo(12);
  }

  @Test
  void shouldForgetTheOldestPredictionsAndPassOverBadOnes() throws Exception {
    http.read("bad", new byte[] {1, 2});
    for (String id : new String[] {"a", "b", "c", "d"}) {
      http.predict(id, false);
    }

    assertThat(http.recent.find("a")).isEmpty(); // the fixture keeps three
    assertThat(http.recent.find("b")).isPresent();
    assertThat(http.recent.count()).isEqualTo(4);
  }
}
