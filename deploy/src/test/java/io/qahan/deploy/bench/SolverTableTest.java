package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SolverTableTest {
  private static final BenchmarkInstance INSTANCE =
      new BenchmarkInstance(
          "small",
          MaskProblem.of(new float[] {5, 1, 4, 0, 3, 0}, 6, 1, Objective.SALIENT, 1, 1, 3),
          -1.92);
  private static final Goal GOAL =
      new Goal(OptionalDouble.empty(), OptionalDouble.of(0.5), OptionalDouble.of(2000));
  private static final PeerFigures PEERS =
      new PeerFigures(Optional.of("rival"), OptionalDouble.of(80), OptionalDouble.of(0.123456));
  private static final PeerFigures NO_PEERS =
      new PeerFigures(Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  private static SolverRow row(String askedFor, PeerFigures peers, int seeds, Double... found) {
    SolverTiming.Timed timed =
        new SolverTiming.Timed(
            "them", new TimeToSolution(seeds, List.of(found)), 0.0123, Duration.ofSeconds(1));
    return SolverRow.of(INSTANCE, askedFor, timed, GOAL, peers);
  }

  private static List<String> cells(SolverRow row) {
    String[] cells = SolverTable.line(row).split("\\|", -1);
    return Arrays.stream(cells).skip(1).limit(cells.length - 2).map(String::trim).toList();
  }

  @Test
  void shouldSayByWhatFactorAGoalIsHitOrMissedAndHowThePeersCompare() {
    assertThat(cells(row("auto", PEERS, 3, 0.1, 0.25, 0.2)))
        .containsExactly(
            "small",
            "them",
            "3/3",
            "0.2",
            "0.25",
            "",
            "0.5",
            "hit, x 0.5",
            "rival",
            "80",
            "320",
            "0.123");
    assertThat(cells(row("auto", NO_PEERS, 3, 1234.5, 1.0, 1.0)))
        .containsExactly(
            "small", "them", "3/3", "1", "1230", "", "0.5", "missed, x 2470", "", "", "", "");
  }

  @Test
  void shouldSayNeverAndTheWorstGapWhereTooFewSeedsFoundTheTarget() {
    SolverRow never = row("auto", PEERS, 3, 0.1, 0.2);
    assertThat(cells(never))
        .containsExactly(
            "small", "them", "2/3", "0.2", "never", "0.012", "0.5", "missed", "rival", "80", "",
            "0.123");
    assertThat(never.goalHit()).isFalse();
    assertThat(never.tts99Ms()).isNull();
    assertThat(cells(row("auto", PEERS, 3, 0.1)).get(3)).isEqualTo("never");
  }

  @Test
  void shouldNotCallAGoalMissedThatTheTimeLimitDidNotAllow() {
    assertThat(cells(row("sa", PEERS, 3, 0.1)).get(7)).isEqualTo("limit too short");
    assertThat(cells(row("sa", PEERS, 1, 900.0)).get(7)).isEqualTo("hit, x 0.45");
  }

  @Test
  void shouldSayThatAPeerNeverFoundTheEnergy() {
    PeerFigures lost =
        new PeerFigures(Optional.of("rival"), OptionalDouble.empty(), OptionalDouble.empty());
    assertThat(cells(row("auto", lost, 1, 0.1)).subList(8, 12))
        .containsExactly("rival", "never", "", "");
  }

  @Test
  void shouldBeMarkdownWhoseColumnsStandBelowEachOther() {
    List<String> header = SolverTable.header();
    int[] bars = bars(header.get(0));
    assertThat(bars(header.get(1))).isEqualTo(bars);
    assertThat(bars(SolverTable.line(row("auto", PEERS, 3, 0.1, 0.2)))).isEqualTo(bars);
    assertThat(header.get(1)).matches("(\\| -+:? )+\\|");
  }

  private static int[] bars(String line) {
    return IntStream.range(0, line.length()).filter(i -> line.charAt(i) == '|').toArray();
  }
}
