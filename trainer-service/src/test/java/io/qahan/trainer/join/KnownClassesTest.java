package io.qahan.trainer.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownClassesTest {
  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicLong millis = new AtomicLong();
  private final KnownClasses classes =
      new KnownClasses(
          10,
          () -> {
            looks.incrementAndGet();
            return released.get();
          },
          () -> Instant.ofEpochMilli(millis.get()));

  @Test
  void shouldKnowTheClassesOfTheSettingsWithoutLooking() {
    assertThat(classes.knows(0)).isTrue();
    assertThat(classes.knows(9)).isTrue();
    assertThat(classes.knows(-1)).isFalse();
    assertThat(looks).hasValue(0);
  }

  @Test
  void shouldLookAtTheReleasesForAClassThatIsNotKnown() {
    released.set(12);
    assertThat(classes.knows(11)).isTrue();
    assertThat(classes.knows(12)).isFalse();
    assertThat(classes.count()).isEqualTo(12);
  }

  @Test
  void shouldNotLookForEachOfManyWrongLabels() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(classes.knows(99)).isFalse();
    }
    assertThat(looks).hasValue(1);
    millis.addAndGet(1_000);
    released.set(100);
    assertThat(classes.knows(99)).isTrue();
  }
}
