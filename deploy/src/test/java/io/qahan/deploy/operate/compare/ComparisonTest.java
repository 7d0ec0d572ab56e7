package io.qahan.deploy.operate.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.model.ClassNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final List<Comparison.Pair> pairs = new ArrayList<>();

  @Test
  void shouldCountWhoIsRightWhereOnlyOneIs() {
    add(20, 1, 1, 1);
    add(12, 0, 1, 1); // only the challenger
    add(2, 1, 0, 1); // only the champion
    add(3, 0, 2, 1);
    add(5, 0, 0, null);

    Comparison comparison = Comparison.of("a.", "b.", pairs);

    assertThat(comparison.images()).isEqualTo(42);
    assertThat(comparison.labelled()).isEqualTo(37);
    assertThat(comparison.agree()).isEqualTo(25);
    assertThat(comparison.onlyChampionRight()).isEqualTo(2);
    assertThat(comparison.onlyChallengerRight()).isEqualTo(12);
    assertThat(comparison.champion().accuracy()).isEqualTo(22 / 37.0);
    assertThat(comparison.challenger().accuracy()).isEqualTo(32 / 37.0);
    assertThat(comparison.challenger().perClass().get(1).images()).isEqualTo(37);
    assertThat(comparison.verdict()).isEqualTo("challenger");
    assertThat(comparison.lines(ClassNames.numbered(10)))
        .contains("only the champion is right on 2, only the challenger on 12")
        .contains("the challenger is better, beyond chance (McNemar, p = 0.0129)");
  }

  @Test
  void shouldNotCallChanceADifference() {
    add(30, 1, 1, 1);
    add(4, 1, 0, 1);
    add(2, 0, 1, 1);
    Comparison comparison = Comparison.of("a.", "b.", pairs);
    assertThat(comparison.verdict()).isEqualTo("chance");
    assertThat(comparison.lines(ClassNames.numbered(10)))
        .last()
        .asString()
        .contains("may be chance");
  }

  @Test
  void shouldSayWhenNothingCanBeTold() {
    add(3, 1, 0, null);
    assertThat(Comparison.of("a.", "b.", pairs).lines(ClassNames.numbered(10)))
        .last()
        .asString()
        .contains("no label is known");
  }

  @Test
  void shouldTakeQuantilesByNearestRank() {
    for (int i = 1; i <= 200; i++) {
      Answer answer = new Answer(0, -i, i, i <= 7);
      pairs.add(new Comparison.Pair(answer, new Answer(0, 0, Double.NaN, false), null));
    }
    Comparison.Side side = Comparison.of("a.", "b.", pairs).champion();
    assertThat(side.p50Millis()).isEqualTo(100);
    assertThat(side.p99Millis()).isEqualTo(198);
    assertThat(side.meanEnergy()).isEqualTo(-100.5);
    assertThat(side.degraded()).isEqualTo(7);
    assertThat(Comparison.of("a.", "b.", pairs).challenger().p50Millis()).isNaN();
  }

  private void add(int count, int champion, int challenger, Integer label) {
    for (int i = 0; i < count; i++) {
      pairs.add(
          new Comparison.Pair(
              new Answer(champion, -1, 10, false), new Answer(challenger, -1, 10, false), label));
    }
  }
}
