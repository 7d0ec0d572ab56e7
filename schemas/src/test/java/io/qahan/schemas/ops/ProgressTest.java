package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final TopicPartition OURS = new TopicPartition("images", 0);
  private static final TopicPartition THEIRS = new TopicPartition("images", 1);

  private final AtomicLong nanos = new AtomicLong();
  private final Progress progress = new Progress(PATIENCE, LIMIT, nanos::get);

  @Test
  void shouldBeReadyHoweverLongThereIsNothingToRead() {
    for (int i = 0; i < 1_000; i++) {
      heard(7, 7);
    }

    assertThat(judged()).isEqualTo(Health.ready("well"));
    assertThat(progress.stalled()).isZero();
  }

  @Test
  void shouldBeReadyWhileRecordsWaitAndSomethingIsCommitted() {
    for (int i = 0; i < 1_000; i++) {
      heard(i, 1_000_000);
    }

    assertThat(judged()).isEqualTo(Health.ready("well"));
  }

  @Test
  void shouldNotBeReadyWhenRecordsWaitAndNothingIsCommitted() {
    for (int i = 0; i < 8; i++) {
      heard(7, 20);
    }

    assertThat(judged().live()).isTrue();
    assertThat(judged().ready()).isFalse();
    assertThat(judged().detail()).contains("13 records").contains("35 s");

    heard(8, 20);

    assertThat(judged()).isEqualTo(Health.ready("well"));
  }

  @Test
  void shouldNotLiveWhenThatLasts() {
    for (int i = 0; i < 130; i++) {
      heard(7, 20);
    }

    assertThat(judged().live()).isFalse();
    assertThat(judged().detail()).contains("qahan doctor");
  }

  @Test
  void shouldLiveThroughALongRestore() {
    for (int i = 0; i < 130; i++) {
      heard(7, 20);
    }
    progress.restored();

    assertThat(judged().live()).isTrue();
    assertThat(judged().ready()).isFalse();
  }

  @Test
  void shouldNotBeReadyButLiveHoweverLongTheBrokersAreAway() {
    heard(7, 20);
    nanos.addAndGet(Duration.ofHours(3).toNanos());

    assertThat(judged().live()).isTrue();
    assertThat(judged().ready()).isFalse();
    assertThat(judged().detail()).contains("no broker").contains("well");
  }

  @Test
  void shouldBeReadyAsSoonAsTheBrokersAreBackWhateverHadWaited() {
    heard(7, 20);
    nanos.addAndGet(Duration.ofHours(3).toNanos());
    heard(7, 20);

    assertThat(judged()).isEqualTo(Health.ready("well"));
  }

  @Test
  void shouldNotJudgeByWhatIsForOthersToRead() {
    for (int i = 0; i < 130; i++) {
      nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      progress.heard(Map.of(OURS, (long) i, THEIRS, 7L), Map.of(OURS, 900L, THEIRS, 20L));
    }

    assertThat(progress.judge(Health.ready("well"), OURS::equals)).isEqualTo(Health.ready("well"));
    assertThat(progress.judge(Health.ready("well"), THEIRS::equals).live()).isFalse();
  }

  @Test
  void shouldBeReadyWhereOnlyMarkersOfTransactionsAreNotCommitted() {
    for (int i = 0; i < 4; i++) {
      heard(7, 8);
    }
    assertThat(progress.suspects()).containsExactly(Map.entry(OURS, 7L));
    progress.empty(OURS, 7, 8);
    for (int i = 0; i < 1_000; i++) {
      heard(7, 8);
    }

    assertThat(judged()).isEqualTo(Health.ready("well"));
    assertThat(progress.suspects()).isEmpty();

    for (int i = 0; i < 8; i++) {
      heard(7, 9); // something came behind it
    }

    assertThat(judged().ready()).isFalse();
  }

  @Test
  void shouldLeaveWhatHasFailedAsItIs() {
    Health failed = Health.failed("no rights");

    assertThat(progress.judge(failed, p -> true)).isEqualTo(failed);
  }

  @Test
  void shouldKnowHowLongAgoSomethingWasCommitted() {
    heard(7, 20);
    heard(8, 20);
    heard(8, 20);

    assertThat(progress.sinceCommit()).isEqualTo(Duration.ofSeconds(5));
  }

  /** Five seconds later the brokers tell where the group and the partition stand. */
  private void heard(long next, long end) {
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    progress.heard(Map.of(OURS, next), Map.of(OURS, end));
  }

  private Health judged() {
    return progress.judge(Health.ready("well"), partition -> true);
  }
}
