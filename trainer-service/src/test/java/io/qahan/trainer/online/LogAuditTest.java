package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.settings.LostPosition;
import io.qahan.schemas.topic.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogAuditTest {
  private final TrainingBench bench = new TrainingBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private TrainingState state() {
    return bench.log.last(Topics.TRAINING_STATE);
  }

  private static double lost(TrainingBench bench) {
    return bench
        .registry
        .get("qahan.records.lost")
        .tag("topic", "training-examples")
        .counter()
        .count();
  }

  @Test
  void aLogThatLostItsEndIsNotTrainedOnAgain() {
    bench.open().examples(0, 40).advance();
    bench.log.truncate(Topics.TRAINING_EXAMPLES, 24);

    assertThatThrownBy(bench::open)
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("[model digits] cannot go on in [t.training-examples.v1-0]")
        .hasMessageContaining("read up to offset [40], but ends at [24]")
        .hasMessageContaining("lost.position=end");
  }

  @Test
  void whatIsLeftOfTheLogCountsAsTrainedIfThatIsDecided() {
    bench.open().examples(0, 40).advance();
    bench.log.truncate(Topics.TRAINING_EXAMPLES, 24);

    try (TrainingBench decided = bench.deciding(LostPosition.END)) {
      decided.open().examples(40, 56).advance();

      assertThat(state().getExamples()).isEqualTo(40 + 16);
      assertThat(state().getNextOffset()).isEqualTo(24 + 16);
    }
    bench.open().examples(56, 64).advance(); // and it is only needed once

    assertThat(state().getExamples()).isEqualTo(40 + 24);
  }

  @Test
  void allOfItIsTrainedOnAgainIfThatIsDecided() {
    bench.open().examples(0, 40).advance();
    bench.log.truncate(Topics.TRAINING_EXAMPLES, 24);

    try (TrainingBench decided = bench.deciding(LostPosition.BEGINNING)) {
      decided.open().advance();

      assertThat(state().getExamples()).isEqualTo(40 + 24);
    }
  }

  @Test
  void aLogThatWasMadeAnewIsKnownByItsContent() {
    bench.open().examples(0, 40).advance();
    bench.log.truncate(Topics.TRAINING_EXAMPLES, 0);
    bench.examples(100, 180);

    assertThatThrownBy(bench::open)
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("record at offset [39] is not the one that was trained on");
  }

  @Test
  void theMarkOutlivesASessionThatTrainsNothing() {
    bench.open().examples(0, 40).advance();
    bench.open().control(ControlAction.RESUME, null).advance();

    assertThat(state().getMarkOffset()).isEqualTo(39);
    bench.log.truncate(Topics.TRAINING_EXAMPLES, 0);
    bench.examples(100, 180);
    assertThatThrownBy(bench::open).isInstanceOf(LostPositionException.class);
  }

  @Test
  void examplesThatWereRemovedUnreadAreCounted() {
    bench.open().examples(0, 40).advance().examples(40, 120);
    bench.log.removeBefore(Topics.TRAINING_EXAMPLES, 64);

    bench.open().advance().advance();

    assertThat(lost(bench)).isEqualTo(24);
    assertThat(state().getExamples()).isEqualTo(40 + 56);
    assertThat(state().getNextOffset()).isEqualTo(120);
  }

  @Test
  void ordersAreNotObeyedAgainWhereTheirLogLostItsEnd() {
    bench.open().examples(0, 8).advance().control(ControlAction.FREEZE, null).advance();
    bench.log.truncate(Topics.CONTROL, 0);

    assertThatThrownBy(bench::open)
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("[t.control.v1-0]");
  }
}
