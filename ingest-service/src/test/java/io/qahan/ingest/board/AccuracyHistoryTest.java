package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyHistoryTest {
  private final AccuracyHistory history = new AccuracyHistory(8, 1000);

  @Test
  void shouldTakePointsAtItsPaceAndOnlyWhenSomethingWasScored() {
    history.sample(0, score(0));
    history.sample(0, score(3));
    history.sample(500, score(4)); // too soon
    history.sample(1000, score(3)); // nothing new
    history.sample(1100, score(4));

    assertThat(history.points())
        .containsExactly(
            new AccuracyHistory.Point(0, 0.25, 0.5, 3),
            new AccuracyHistory.Point(1100, 0.25, 0.5, 4));
  }

  @Test
  void shouldStayBoundedAndReachBackToTheStart() {
    for (int second = 0; second < 10_000; second++) {
      history.sample(second * 1000L, score(second + 1));
    }

    List<AccuracyHistory.Point> points = history.points();
    assertThat(points).hasSizeBetween(4, 8);
    assertThat(points.get(0).at()).isLessThan(3_000_000);
    assertThat(points.get(points.size() - 1).at()).isGreaterThan(7_000_000);
    assertThat(points).isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
  }

  private static Verdicts.Score score(long scored) {
    return scored == 0
        ? new Verdicts.Score(0, null, null, 500)
        : new Verdicts.Score(scored, 0.5, 0.25, 500);
  }
}
