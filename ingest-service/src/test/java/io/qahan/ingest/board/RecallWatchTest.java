package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Confusion;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecallWatchTest {
  private final RecallWatch watch = new RecallWatch();

  private Optional<String> at(Duration time, double recall) {
    return watch.warning(
        time.toNanos(), Optional.of(new Confusion.OfClass(3, recall)), number -> "star" + number);
  }

  @Test
  void shouldWarnWhileTheLeastRecallIsFarBelowTheBestOfTheHour() {
    assertThat(at(Duration.ZERO, 0.5)).isEmpty();
    assertThat(at(Duration.ofMinutes(1), 0.95)).isEmpty();
    assertThat(at(Duration.ofMinutes(2), 0.82)).isEmpty();
    assertThat(at(Duration.ofMinutes(3), 0.78))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("Class [star3]", "78.0 %", "95.0 %", "qahan scores --confusion"));
    assertThat(at(Duration.ofMinutes(60), 0.78)).isPresent();
    assertThat(at(Duration.ofMinutes(62), 0.78)).as("more than an hour later").isEmpty();
  }

  @Test
  void shouldSayNothingWhereNoClassHasEnoughImages() {
    at(Duration.ZERO, 0.95);
    assertThat(watch.warning(1, Optional.empty(), Integer::toString)).isEmpty();
  }
}
