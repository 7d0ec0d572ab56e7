package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.board.DriftBoard.Answer;
import io.qahan.schemas.avro.TrainingState;
import org.junit.jupiter.api.Test;

class DriftBoardTest {
  private final DriftBoard board = new DriftBoard();

  @Test
  void shouldKnowNothingBeforeAStateWasRead() {
    assertThat(board.watch()).isEmpty();
  }

  @Test
  void shouldTellTheDetectorWhereNothingWasNoticed() {
    board.accept(TrainedStates.calm(40));

    assertThat(board.watch())
        .contains(new DriftBoard.Watch("adwin", 900, null, null, 0, false, null, 0));
  }

  @Test
  void shouldRememberABoostThatIsOver() {
    board.accept(TrainedStates.calm(40));
    board.accept(TrainedStates.alarmed(1_200, 150));
    assertThat(board.watch())
        .contains(new DriftBoard.Watch("adwin", 900, 1_200L, Answer.BOOST, 150, true, 0.97, 60));

    TrainingState recovered = TrainedStates.alarmed(1_200, 0);
    recovered.put("recovery", TrainedStates.recovery(false, 0));
    board.accept(recovered);

    assertThat(board.watch())
        .contains(new DriftBoard.Watch("adwin", 900, 1_200L, Answer.BOOST, 0, false, 0.97, 0));
  }

  @Test
  void shouldTellANewHeadByItsNewOptimizer() {
    board.accept(TrainedStates.calm(40));
    TrainingState restarted = TrainedStates.alarmed(1_200, 0);
    restarted.put("steps", 100L);
    restarted.put("adamSteps", 50L);
    board.accept(restarted);

    assertThat(board.watch().orElseThrow().answer()).isEqualTo(Answer.RESTART);
  }

  @Test
  void shouldClaimNothingOfWhatItDidNotSee() {
    board.accept(TrainedStates.alarmed(1_200, 0));
    assertThat(board.watch().orElseThrow().answer()).isNull();

    board.accept(TrainedStates.alarmed(2_400, 0));
    assertThat(board.watch().orElseThrow().answer()).isNull();
  }

  @Test
  void shouldTellWhereNoTestLooksForDrift() {
    TrainingState old = TrainedStates.calm(40);
    old.put("drift", null);
    old.put("recovery", null);
    board.accept(old);

    assertThat(board.watch())
        .contains(new DriftBoard.Watch(null, 0, null, null, 0, false, null, 0));
  }
}
