package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.settings.RetrainWhen;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetrainDeskTest {
  private static final int RECOVERY = 400;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeLauncher launcher = new FakeLauncher();
  private TrainingBench bench;

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldAskOnceForADriftThatTheHeadDoesNotGetOverAndStartOneProcess() {
    begin(new RetrainWhen.OnDrift());
    drift(RECOVERY);
    looks(5);

    RetrainStep due = steps().get(0);
    assertThat(steps()).hasSize(1);
    assertThat(due.getStage()).isEqualTo(RetrainStage.DUE);
    assertThat(due.getCause()).isEqualTo(RetrainCause.DRIFT);
    assertThat(due.getChangedAt()).startsWith("image-");
    assertThat(due.getBefore()).isEqualTo(RECOVERY / 4);
    assertThat(due.getImages()).isEqualTo(5_000);
    assertThat(launcher.started()).isEqualTo(1);
    assertThat(gauge("qahan.drift.unrecovered")).isEqualTo(1);
    assertThat(gauge("qahan.retrain.due")).isEqualTo(1);
  }

  @Test
  void shouldNotAskWhereTheHeadRecovers() {
    begin(new RetrainWhen.OnDrift(), 4 * RECOVERY);
    bench.drifted(600, 600 + 5 * RECOVERY).advance();
    looks(2);

    assertThat(bench.counted("qahan.drift.detected")).isEqualTo(1);
    assertThat(steps()).isEmpty();
    assertThat(gauge("qahan.drift.unrecovered")).isZero();
  }

  @Test
  void shouldNotAskBeforeThereAreEnoughLabelsSinceTheDrift() {
    begin(new RetrainWhen.OnDrift());
    drift(RECOVERY / 2);
    looks(2);

    assertThat(bench.counted("qahan.drift.detected")).isEqualTo(1);
    assertThat(steps()).isEmpty();
    assertThat(launcher.started()).isZero();
  }

  @Test
  void shouldShowThatNothingRetrainsAndAskForNothingByDefault() {
    begin(new RetrainWhen.Never());
    drift(2 * RECOVERY);
    looks(2);

    assertThat(gauge("qahan.drift.unrecovered")).isEqualTo(1);
    assertThat(steps()).isEmpty();
    assertThat(launcher.started()).isZero();
  }

  @Test
  void shouldAskOnceAcrossACrashWhereverItComes() {
    begin(new RetrainWhen.OnDrift());
    bench.noise(600, 600 + RECOVERY);
    bench.advance().open().advance();
    bench.noise(600 + RECOVERY, 600 + 2 * RECOVERY - 150);
    bench.advance();
    assertThat(steps()).hasSize(1);

    bench.open().advance();
    looks(3);

    assertThat(steps()).hasSize(1);
    assertThat(launcher.started()).isEqualTo(1);
  }

  @Test
  void shouldForgetARequestThatWasNotCommittedWithItsState() {
    begin(new RetrainWhen.OnDrift());
    bench.producer.commitTransactionException = new IllegalStateException("killed");
    bench.noise(600, 600 + RECOVERY + 150);
    assertThat(catching()).isTrue();
    assertThat(steps()).isEmpty();

    bench.open().advance();
    looks(2);

    assertThat(steps()).hasSize(1);
    assertThat(launcher.started()).isEqualTo(1);
  }

  @Test
  void shouldStartWhatIsOpenAfterACrashAndNothingThatHasEnded() {
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).retrained("a", RetrainStage.BEGAN);
    bench.open().advance();
    assertThat(launcher.started()).as("whoever began it may be gone").isEqualTo(1);

    bench.retrained("a", RetrainStage.WITHHELD);
    launcher.end(3);
    bench.open().advance();
    later(Duration.ofMinutes(7));
    assertThat(launcher.started()).isEqualTo(1);
  }

  @Test
  void shouldTakeAPromotionByHandForAnAnswer() {
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).retrained("b", RetrainStage.PROMOTED);
    bench.open().advance();
    looks(2);

    assertThat(launcher.started()).isZero();
    assertThat(gauge("qahan.retrain.due")).isZero();
  }

  @Test
  void shouldWaitWhileAnotherProcessRetrains() {
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).advance();
    looks(1);
    assertThat(launcher.started()).isEqualTo(1);
    launcher.end(RetrainLauncher.TAKEN);
    looks(1);

    later(Duration.ofMinutes(4));
    assertThat(launcher.started()).isEqualTo(1);
    later(Duration.ofMinutes(2));
    assertThat(launcher.started()).isEqualTo(2);
    assertThat(steps()).as("none failed").hasSize(1);
  }

  @Test
  void shouldNotStartASecondOneWhileOneOfAnEarlierSessionRuns() {
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).advance();
    looks(1);

    bench.open().advance();
    later(Duration.ofMinutes(7));

    assertThat(launcher.started()).isEqualTo(1);
  }

  @Test
  void shouldStartNothingWhileItStandsBy() {
    bench = new TrainingBench(options(new RetrainWhen.OnDrift()), RECOVERY, launcher);
    bench.examples(0, 80).retrained("a", RetrainStage.DUE);
    MockConsumer<byte[], byte[]> member = bench.log.member();
    TrainingClients clients =
        new TrainingClients() {
          @Override
          public Consumer<byte[], byte[]> member() {
            member.schedulePollTask(() -> member.rebalance(List.of()));
            return member;
          }

          @Override
          public Consumer<byte[], byte[]> reader() {
            return bench.log.reader();
          }

          @Override
          public Producer<byte[], byte[]> producer() {
            return bench.log.producer();
          }
        };
    try (TrainingLoop loop = new TrainingLoop(bench.parts, clients, Duration.ofMillis(10))) {
      loop.start();
      await().until(() -> loop.health().detail().equals("standing by"));
      assertThat(launcher.started()).isZero();

      member.schedulePollTask(() -> member.rebalance(List.of(ModelLog.log())));
      await().until(() -> launcher.started() == 1);
    }
  }

  @Test
  void shouldGiveUpAfterFiveInterruptionsAndSayWhatWasSaidLast() {
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).advance();
    for (int i = 0; i < 5; i++) {
      later(Duration.ofMinutes(40));
      launcher.end(137);
      looks(1);
    }
    later(Duration.ofMinutes(40));

    assertThat(launcher.started()).isEqualTo(5);
    RetrainStep end = steps().get(1);
    assertThat(end.getStage()).isEqualTo(RetrainStage.FAILED);
    assertThat(end.getRetraining()).isEqualTo("a");
    assertThat(end.getReason()).contains("5 times", "these");
    assertThat(bench.registry.get("qahan.retrain.ended").tag("result", "failed").counter().count())
        .isEqualTo(1);
  }

  @Test
  void shouldLeaveToOthersWhatItCannotStart() {
    launcher.obstructed("no launcher");
    begin(new RetrainWhen.OnDrift());
    bench.retrained("a", RetrainStage.DUE).advance();
    later(Duration.ofMinutes(2));

    assertThat(launcher.started()).isZero();
    assertThat(gauge("qahan.retrain.due")).isEqualTo(1);
    bench.retrained("a", RetrainStage.BEGAN).advance();
    assertThat(gauge("qahan.retrain.due")).isZero();
    assertThat(gauge("qahan.retrain.running")).isEqualTo(1);
  }

  @Test
  void shouldAskAgainInTimeOnceThereAreLabelsEnough() {
    begin(new RetrainWhen.Every(Duration.ofHours(24)));
    looks(2);
    assertThat(steps()).as("600 labels are enough for a first one").hasSize(1);
    assertThat(steps().get(0).getCause()).isEqualTo(RetrainCause.TIME);
    assertThat(launcher.started()).isEqualTo(1);
    bench.retrained(steps().get(0).getRetraining(), RetrainStage.PROMOTED).advance();
    launcher.end(0);

    bench.clock.pass(Duration.ofHours(23));
    bench.examples(600, 1400);
    looks(2);
    assertThat(steps()).as("it is not time").hasSize(2);

    bench.clock.pass(Duration.ofHours(1));
    looks(2);
    assertThat(steps()).hasSize(3);
    assertThat(launcher.started()).isEqualTo(2);
  }

  @Test
  void shouldNotAskInTimeWithoutNewLabels() {
    begin(new RetrainWhen.Every(Duration.ofHours(24)));
    looks(1);
    bench.retrained(steps().get(0).getRetraining(), RetrainStage.WITHHELD).advance();
    launcher.end(3);
    bench.clock.pass(Duration.ofDays(3));
    bench.examples(600, 700);
    looks(2);

    assertThat(steps()).hasSize(2);
  }

  @Test
  void shouldPassOverRecordsThatAreNoSteps() {
    begin(new RetrainWhen.OnDrift());
    bench.log.append(Topics.RETRAININGS, ModelLog.TOPICS.key(), new byte[] {5});
    bench.log.append(Topics.RETRAININGS, ModelLog.TOPICS.key(), null);
    bench.retrained("a", RetrainStage.DUE).advance();
    looks(1);

    assertThat(launcher.started()).isEqualTo(1);
  }

  /** A head that knows the classes. */
  private void begin(RetrainWhen when) {
    begin(when, RECOVERY);
  }

  private void begin(RetrainWhen when, int recovery) {
    bench = new TrainingBench(options(when), recovery, launcher);
    bench.open().examples(0, 600).advance();
    assertThat(steps()).isEmpty();
  }

  private static RetrainDesk.Options options(RetrainWhen when) {
    return new RetrainDesk.Options(when, 500, 5_000);
  }

  /** So many labels and a few more, that it takes to notice that they mean nothing. */
  private void drift(int labels) {
    bench.noise(600, 600 + labels + 150).advance();
  }

  /** So many seconds pass. */
  private void looks(int seconds) {
    for (int i = 0; i < seconds; i++) {
      bench.clock.pass(SECOND);
      bench.advance();
    }
  }

  /** Time passes, and it is looked twice. */
  private void later(Duration time) {
    bench.clock.pass(time);
    looks(2);
  }

  private boolean catching() {
    try {
      bench.advance();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private List<RetrainStep> steps() {
    return bench.log.values(Topics.RETRAININGS);
  }

  private double gauge(String name) {
    return bench.registry.get(name).gauge().value();
  }
}
