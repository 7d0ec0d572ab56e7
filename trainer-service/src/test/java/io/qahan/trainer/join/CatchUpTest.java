package io.qahan.trainer.join;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  @Test
  void shouldBeDoneOnceFiveSecondsBroughtNoRecord() {
    CatchUp catchUp = new CatchUp(1_000);
    catchUp.read(3_000);
    assertThat(catchUp.isDone(7_999)).isFalse();
    assertThat(catchUp.isDone(8_000)).isTrue();
    catchUp.read(9_000);
    assertThat(catchUp.isDone(9_001)).as("for good").isTrue();
  }

  @Test
  void shouldBeDoneAfterAMinuteOfRecordsWithoutAPause() {
    CatchUp catchUp = new CatchUp(0);
    for (long now = 0; now < 60_000; now += 1_000) {
      catchUp.read(now);
      assertThat(catchUp.isDone(now)).isFalse();
    }
    assertThat(catchUp.isDone(60_000)).isTrue();
  }
}
