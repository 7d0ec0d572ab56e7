package io.qahan.ingest.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitPaceTest {
  private final CommitPace pace = CommitPace.of(Duration.ofSeconds(2));

  @Test
  void asksOnlyWhereSomethingHappened() {
    assertThat(pace.isDue(1000, false)).isFalse();
    pace.touched();
    assertThat(pace.isDue(1000, false)).isTrue();
    assertThat(pace.isDue(2000, false)).isFalse();
  }

  @Test
  void asksSoonForImagesAndSoonerForAnswers() {
    askedAt(1000);
    pace.touched();
    assertThat(pace.isDue(1049, false)).isFalse();
    assertThat(pace.isDue(1050, false)).isTrue();
    pace.touched();
    assertThat(pace.isDue(1069, false)).isFalse();
    pace.answered();
    assertThat(pace.isDue(1069, false)).isFalse();
    assertThat(pace.isDue(1070, false)).isTrue();
    pace.touched(); // by the next image, which has no answer yet
    assertThat(pace.isDue(1119, false)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 20", "2, 21", "20, 30", "60, 50", "1000, 50"})
  void theMoreAnswersThereAreTheLongerTheyWaitForEachOther(int answers, long millis) {
    askedAt(1000);
    IntStream.range(0, answers).forEach(i -> pace.answered());
    assertThat(pace.isDue(1000 + millis - 1, false)).isFalse();
    assertThat(pace.isDue(1000 + millis, false)).isTrue();
  }

  @Test
  void asksSeldomWhileImagesPileUp() {
    askedAt(1000);
    pace.answered();
    assertThat(pace.isDue(1249, true)).isFalse();
    assertThat(pace.isDue(1250, true)).isTrue();
    pace.touched();
    assertThat(pace.isDue(1300, false)).isTrue();
  }

  @Test
  void eachThreadHasItsOwn() {
    askedAt(1000);
    pace.answered();
    assertThat(CompletableFuture.supplyAsync(() -> pace.isDue(2000, false)).join()).isFalse();
    assertThat(pace.isDue(2000, false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"60000, 250", "2000, 250", "1000, 125", "400, 50", "10, 50"})
  void shortDeadlinesLetNoCommitWaitLong(long deadlineMillis, long seldomMillis) {
    CommitPace pressed = CommitPace.of(Duration.ofMillis(deadlineMillis));
    pressed.touched();
    assertThat(pressed.isDue(1000, true)).isTrue();
    pressed.touched();
    assertThat(pressed.isDue(1000 + seldomMillis - 1, true)).isFalse();
    assertThat(pressed.isDue(1000 + seldomMillis, true)).isTrue();
  }

  private void askedAt(long now) {
    pace.touched();
    assertThat(pace.isDue(now, false)).isTrue();
  }

  @Test
  void unaskedKafkaStreamsCommitsOnceASecond() {
    assertThat(pace.unasked()).hasSeconds(1);
  }

  @Test
  void anIntervalThatTheUserChoseIsLeftAlone() {
    CommitPace streams = CommitPace.ofStreams();
    streams.answered();
    assertThat(streams.isDue(1000, false)).isFalse();
  }
}
