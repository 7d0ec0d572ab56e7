package io.qahan.deploy.pipeline.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LabelTimingTest {
  @Test
  void shouldReadWordsAndDurations() {
    assertThat(LabelTiming.parse("none")).isEqualTo(new LabelTiming.None());
    assertThat(LabelTiming.parse("now")).isEqualTo(new LabelTiming.Now());
    assertThat(LabelTiming.parse("1500ms"))
        .isEqualTo(new LabelTiming.After(Duration.ofMillis(1500)));
  }

  @Test
  void shouldSayWhatIsAllowedWhenTheTextIsNot() {
    assertThatThrownBy(() -> LabelTiming.parse("soon"))
        .hasMessageContaining("[soon]")
        .hasMessageContaining("none, now or a duration such as");
  }
}
