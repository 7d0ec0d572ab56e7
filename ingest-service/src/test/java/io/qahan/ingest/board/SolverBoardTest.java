package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qahan.ingest.page.PageFixture;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SolverBoardTest {
  private final SolverBoard board = new SolverBoard(4);

  @Test
  void shouldKeepSolversApartAndDegradedAnswersOut() {
    board.add(PageFixture.prediction(1, "exact", "c"));
    board.add(PageFixture.prediction(1, "sa", "c"));
    board.add(PageFixture.prediction(1, "sa", "c"));
    board.add(degraded());

    assertThat(board.solvers())
        .extracting(RecentSolves.Summary::solver, RecentSolves.Summary::solves)
        .containsExactly(tuple("exact", 1L), tuple("sa", 2L));
  }

  @Test
  void shouldTellHowTheLastAnswersCameAbout() {
    board.add(PageFixture.prediction(1, "exact", "c")); // pushed out by the fifth
    board.add(outcome(SolveOutcome.FALLBACK));
    board.add(outcome(SolveOutcome.EXPIRED));
    board.add(degraded());
    board.add(outcome(SolveOutcome.FALLBACK));

    assertThat(board.outcomes()).isEqualTo(new SolverBoard.Outcomes(4, 0, 2, 1, 1));
  }

  @Test
  void shouldStayBoundedWhateverSolversAreNamed() {
    for (int i = 0; i < 1_000; i++) {
      board.add(PageFixture.prediction(1, "solver-" + i, "c"));
    }

    assertThat(board.solvers()).hasSizeLessThanOrEqualTo(13);
    assertThat(board.solvers().stream().mapToLong(RecentSolves.Summary::solves).sum())
        .isEqualTo(1_000);
  }

  private static Prediction outcome(SolveOutcome outcome) {
    return Prediction.newBuilder(PageFixture.prediction(1, "sa", "c")).setOutcome(outcome).build();
  }

  private static Prediction degraded() {
    return Prediction.newBuilder(PageFixture.prediction(1, "greedy", "c"))
        .setDegraded(true)
        .setStageMillis(Map.of("total", 2000.0))
        .build();
  }
}
