package io.qahan.ingest.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitPaceTest {
  private final CommitPace pace = CommitPace.of(Duration.ofSeconds(2));

  @Test
  void asksEveryTaskOfAThreadOnceAnInterval() {
    assertThat(pace.isDue(1000, false)).isTrue();
    assertThat(pace.isDue(1000, false)).isTrue(); // only this one may have something to commit
    assertThat(pace.isDue(1019, false)).isTrue();
    assertThat(pace.isDue(1020, false)).isFalse();
    assertThat(pace.isDue(1049, false)).isFalse();
    assertThat(pace.isDue(1050, false)).isTrue();
  }

  @Test
  void asksSeldomWhileImagesPileUp() {
    assertThat(pace.isDue(1000, true)).isTrue();
    assertThat(pace.isDue(1050, true)).isFalse();
    assertThat(pace.isDue(1249, true)).isFalse();
    assertThat(pace.isDue(1250, true)).isTrue();
    assertThat(pace.isDue(1300, false)).isTrue();
  }

  @Test
  void eachThreadHasItsOwn() {
    assertThat(pace.isDue(1000, false)).isTrue();
    assertThat(CompletableFuture.supplyAsync(() -> pace.isDue(1000, false)).join()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"60000, 250", "2000, 250", "1000, 125", "400, 50", "10, 50"})
  void shortDeadlinesLetNoCommitWaitLong(long deadlineMillis, long seldomMillis) {
    CommitPace pressed = CommitPace.of(Duration.ofMillis(deadlineMillis));
    assertThat(pressed.isDue(1000, true)).isTrue();
    assertThat(pressed.isDue(1000 + seldomMillis - 1, true)).isFalse();
    assertThat(pressed.isDue(1000 + seldomMillis, true)).isTrue();
  }

  @Test
  void unaskedKafkaStreamsCommitsOnceASecond() {
    assertThat(pace.unasked()).hasSeconds(1);
  }

  @Test
  void anIntervalThatTheUserChoseIsLeftAlone() {
    assertThat(CommitPace.ofStreams().isDue(1000, false)).isFalse();
  }
}
