package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Property
  void shouldKeepTheNewestInOrderAndSurviveTheirBytes(
      @ForAll List<@FloatRange(min = -50, max = 50) Float> added,
      @ForAll @IntRange(min = 1, max = 20) int capacity) {
    Losses losses = new Losses(capacity);
    added.forEach(losses::add);
    List<Float> newest = added.subList(Math.max(0, added.size() - capacity), added.size());

    assertThat(losses.toArray()).hasSize(newest.size());
    for (int i = 0; i < newest.size(); i++) {
      assertThat(losses.toArray()[i]).isEqualTo(newest.get(i));
    }
    assertThat(Losses.of(losses.toBytes(), capacity).toArray()).isEqualTo(losses.toArray());
  }

  @Test
  void shouldNotTakeACertainRightAnswerForAWrongOne() {
    Losses losses = new Losses(1);
    losses.add(Losses.crossEntropy(new float[] {0, 1}, 1));
    assertThat(losses.shareRight()).isEqualTo(1);
    assertThat(losses.mean()).isZero();
  }

  @Test
  void shouldCountAWrongAnswerBySignEvenIfItsLossIsZero() {
    Losses losses = new Losses(4);
    losses.add(-0f);
    losses.add(-2f);
    losses.add(1f);
    losses.add(0f);
    assertThat(losses.shareRight()).isEqualTo(0.5);
    assertThat(losses.mean()).isCloseTo(0.75, within(1e-9));
  }
}
