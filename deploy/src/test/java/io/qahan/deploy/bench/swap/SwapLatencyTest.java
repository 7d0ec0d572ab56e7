package io.qahan.deploy.bench.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qahan.deploy.bench.swap.SwapLatency.Answered;
import io.qahan.deploy.bench.swap.SwapLatency.Part;
import io.qahan.deploy.bench.swap.SwapLatency.Swap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapLatencyTest {
  private final List<Answered> answers = new ArrayList<>();

  @Test
  void shouldPutEachImageIntoThePartInWhichItWasSent() {
    add(7_999, 1, "a"); // too early to be compared
    add(8_000, 10, "a");
    add(10_000, 20, "a"); // the command runs
    add(10_500, 30, "a"); // it is in Kafka
    add(11_000, 40, "b");
    add(11_499, 50, "a"); // another ingest is later
    add(11_500, 60, "b");
    add(13_500, 70, "b"); // too late
    SwapLatency latency =
        new SwapLatency(
            answers,
            List.of(new Swap(at(10_000), at(10_500), "b"), new Swap(at(90_000), at(90_001), "c")),
            Duration.ofSeconds(2));

    assertThat(latency.parts())
        .extracting(
            Part::name,
            part -> part.latencyMs().count(),
            part -> Math.round(part.latencyMs().max()))
        .containsExactly(
            tuple("before the command", 1L, 10L),
            tuple("while the command tries the file", 1L, 20L),
            tuple("the second after the release", 3L, 50L),
            tuple("the first second of the new version", 3L, 60L),
            tuple("after that", 1L, 60L));
    assertThat(latency.takeOver().count()).isEqualTo(1);
    assertThat(latency.takeOver().max()).isBetween(539.0, 541.0);
  }

  private void add(long due, double millis, String version) {
    answers.add(new Answered(at(due), millis, version));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
