package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentSolvesTest {
  @Test
  void shouldGiveNearestRankQuantilesOfTheRecentSolves() {
    RecentSolves solves = new RecentSolves(100);
    solves.add(1e6, -1, -1); // falls out of the hundred
    for (int i = 100; i >= 1; i--) {
      solves.add(i, -1.5, -1);
    }

    RecentSolves.Summary summary = solves.summary("sa");
    assertThat(summary.solves()).isEqualTo(101);
    assertThat(summary.recent()).isEqualTo(100);
    assertThat(summary.p50()).isEqualTo(50);
    assertThat(summary.p95()).isEqualTo(95);
    assertThat(summary.p99()).isEqualTo(99);
    assertThat(summary.gain()).isCloseTo(0.5, within(1e-12));
    assertThat(summary.better()).isEqualTo(1);
    assertThat(summary.bars().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
  }

  @Test
  void shouldCountHowOftenItBeatsGreedyAndLeaveZeroEnergiesOut() {
    RecentSolves solves = new RecentSolves(10);
    solves.add(1, -2, -2);
    solves.add(1, -3, -2);
    solves.add(1, -1, 0);
    solves.add(1, -2, -2);

    assertThat(solves.summary("sa").better()).isEqualTo(0.25);
    assertThat(solves.summary("sa").gain()).isCloseTo(0.5 / 3, within(1e-12));
  }

  @Test
  void shouldHaveNoGainWhenGreedyIsAlwaysZero() {
    RecentSolves solves = new RecentSolves(10);
    solves.add(0, 0, 0);

    assertThat(solves.summary("sa").gain()).isNull();
  }

  @Test
  void shouldPutTimesIntoLogarithmicBarsAndOutliersIntoTheLast() {
    assertThat(RecentSolves.barOf(0)).isZero();
    assertThat(RecentSolves.barOf(0.01)).isZero();
    assertThat(RecentSolves.barOf(1.01)).isEqualTo(10);
    assertThat(RecentSolves.barOf(9.99)).isEqualTo(14);
    assertThat(RecentSolves.barOf(1e9)).isEqualTo(34);
  }
}
