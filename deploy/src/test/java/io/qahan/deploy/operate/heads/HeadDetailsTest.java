package io.qahan.deploy.operate.heads;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadDetailsTest {
  private static HeadDetails details(OptionalLong restoredFrom, OptionalLong lastDrift)
      throws HeadRefusedException {
    Head head =
        Head.of(
            new HeadShape(2, 2, "stack"),
            new HeadLineage(3, 2, restoredFrom),
            new HeadProgress(30, 900, 12, 0.25, 0.9, Instant.EPOCH, lastDrift),
            new float[] {3, 4, 0, 0, 1, -1});
    return HeadDetails.of(head, true);
  }

  private static JsonNode json(HeadDetails details) {
    return JsonMapper.builder().build().valueToTree(details).get("head");
  }

  @Test
  void shouldSayWhereTheHeadComesFromAndHowFarItIs() throws Exception {
    HeadDetails details = details(OptionalLong.of(1), OptionalLong.of(640));

    assertThat(details.lines())
        .contains(
            "version          3 (live)",
            "parent           2",
            "restored from    1",
            "examples         900",
            "corrections      12",
            "accuracy         0.9000",
            "last drift       example 640",
            "norm by class    5.000 0.000",
            "bias by class    1.000 -1.000");
    assertThat(json(details).get("lastDrift").asLong()).isEqualTo(640);
    assertThat(json(details).get("restoredFrom").asLong()).isEqualTo(1);
    assertThat(json(details).get("corrections").asLong()).isEqualTo(12);
  }

  @Test
  void shouldSayThatNothingWasRestoredAndNoDriftNoticed() throws Exception {
    HeadDetails details = details(OptionalLong.empty(), OptionalLong.empty());

    assertThat(details.lines()).contains("restored from    none", "last drift       none");
    assertThat(json(details).get("lastDrift").isNull()).isTrue();
    assertThat(json(details).get("restoredFrom").isNull()).isTrue();
  }
}
