package io.qahan.deploy.operate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplayTimeTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void shouldReadATimeWithItsOffset() {
    assertThat(ReplayTime.parse("--from", "2026-01-31T08:00:00+02:00", NOW))
        .isEqualTo("2026-01-31T06:00:00Z");
  }

  @Test
  void shouldReadHowLongAgo() {
    assertThat(ReplayTime.parse("--from", "2h", NOW)).isEqualTo("2026-01-31T10:00:00Z");
  }

  @Test
  void shouldSayWhatIsAllowed() {
    assertThatThrownBy(() -> ReplayTime.parse("--from", "yesterday", NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--from [yesterday]")
        .hasMessageContaining("2h");
  }
}
