package io.qahan.schemas.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BrokerClockTest {
  private static final long EPOCH = 1_800_000_000_000L;

  private final BrokerClock clock = new BrokerClock();
  private long brokerAhead = EPOCH;

  @Test
  void shouldKnowNothingBeforeTheFirstAcknowledgement() {
    assertThat(clock.millisAt(0)).isEmpty();
  }

  @Property
  void shouldBeOffByHalfTheQuickestRoundTripAtMost(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 400) Integer> there,
      @ForAll @Size(50) List<@IntRange(max = 400) Integer> back) {
    BrokerClock fresh = new BrokerClock();
    long now = -5_000; // the monotonic clock begins anywhere
    long quickest = Long.MAX_VALUE;
    for (int i = 0; i < there.size(); i++) {
      long acknowledged = now + there.get(i) + back.get(i);
      fresh.appended(nanos(now), nanos(acknowledged), EPOCH + now + there.get(i));
      quickest = Math.min(quickest, acknowledged - now);
      now = acknowledged + 10;
    }

    assertThat(fresh.millisAt(nanos(now)).getAsLong())
        .isBetween(EPOCH + now - quickest / 2 - 1, EPOCH + now + quickest / 2 + 1);
  }

  @Test
  void shouldFollowABrokersClockThatJumps() {
    for (int i = 0; i < 100; i++) {
      roundTrip(i * 10L, 2);
    }
    brokerAhead -= TimeUnit.HOURS.toMillis(1);
    roundTrip(1_000, 40);

    assertThat(clock.millisAt(nanos(2_000)).getAsLong())
        .isBetween(brokerAhead + 1_979, brokerAhead + 2_021);
  }

  @Test
  void shouldForgetAQuickRoundTripThatIsOldBecauseClocksDrift() {
    roundTrip(0, 0);
    long later = TimeUnit.MINUTES.toMillis(6);
    brokerAhead += 60; // has drifted: no jump, and outside of what the first one said
    roundTrip(later, 20);

    assertThat(clock.millisAt(nanos(later)).getAsLong())
        .isBetween(brokerAhead + later - 11, brokerAhead + later + 11);
  }

  private void roundTrip(long sent, long takes) {
    clock.appended(nanos(sent), nanos(sent + takes), brokerAhead + sent + takes / 2);
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
