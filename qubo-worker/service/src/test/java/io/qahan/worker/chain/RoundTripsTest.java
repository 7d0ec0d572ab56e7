package io.qahan.worker.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripsTest {
  private long now;
  private final RoundTrips trips = new RoundTrips(() -> now);

  private void add(int count, long millis) {
    for (int i = 0; i < count; i++) {
      trips.add(Duration.ofMillis(millis));
    }
  }

  @Test
  void shouldExpectWhatNineInTenCallsStayedWithin() {
    add(9, 100);
    assertThat(trips.usual()).isEqualTo(Duration.ofMillis(100));
    add(1, 5_000);
    assertThat(trips.usual()).isEqualTo(Duration.ofMillis(100));
    add(1, 5_000);
    assertThat(trips.usual()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldExpectNothingOfFewCalls() {
    add(RoundTrips.FEWEST - 1, 900);
    assertThat(trips.usual()).isZero();
    add(1, 900);
    assertThat(trips.usual()).isEqualTo(Duration.ofMillis(900));
  }

  @Test
  void shouldForgetABadSpellSoThatTheServiceIsTriedAgain() {
    add(20, 9_000);
    now += RoundTrips.AGE.toNanos();
    assertThat(trips.usual()).isEqualTo(Duration.ofSeconds(9));
    now++;
    assertThat(trips.usual()).isZero();
  }

  @Test
  void shouldGoByTheLatestCalls() {
    add(RoundTrips.KEPT, 9_000);
    add(RoundTrips.KEPT, 50);
    assertThat(trips.usual()).isEqualTo(Duration.ofMillis(50));
  }
}
