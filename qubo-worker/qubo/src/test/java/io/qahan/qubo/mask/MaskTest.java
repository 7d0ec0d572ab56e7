package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MaskTest {
  @Property
  void shouldSurviveItsBytes(@ForAll @IntRange(min = 1, max = 80) int n, @ForAll long seed) {
    Mask mask = random(n, seed);
    byte[] bytes = mask.toBytes();
    assertThat(bytes).hasSize((n + 7) / 8);
    assertThat(Mask.fromBytes(bytes, n)).isEqualTo(mask).hasSameHashCodeAs(mask);
  }

  @Property
  void shouldListWhatItKeeps(
      @ForAll @IntRange(min = 1, max = 80) int n, @ForAll @LongRange(min = 0) long seed) {
    Mask mask = random(n, seed);
    assertThat(mask.kept()).hasSize(mask.count()).isSorted();
    assertThat(mask.kept()).containsExactly(IntStream.range(0, n).filter(mask::keeps).toArray());
    assertThat(Mask.of(n, mask.kept())).isEqualTo(mask);
  }

  @Test
  void shouldPutBlockIInByteIOver8AtPlaceIMod8() {
    assertThat(Mask.of(12, 0, 9).toBytes()).containsExactly(1, 2);
    assertThat(Mask.of(12).toBytes()).containsExactly(0, 0);
  }

  @Test
  void shouldRefuseBytesOfAnotherLength() {
    assertThatThrownBy(() -> Mask.fromBytes(new byte[3], 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a mask of [12] blocks takes [2] bytes, not [3]");
  }

  @Test
  void shouldRefuseStrayBits() {
    assertThatThrownBy(() -> Mask.fromBytes(new byte[] {0, 16}, 12))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block [12] is kept but the mask has only [12] blocks");
    assertThatThrownBy(() -> Mask.of(3, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Mask.of(3, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldRefuseToBeEmptyOfBlocks() {
    assertThatThrownBy(() -> Mask.fromBytes(new byte[0], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0]");
  }

  @Test
  void shouldRefuseToSayWhetherItKeepsABlockItHasNot() {
    assertThatThrownBy(() -> Mask.of(12).keeps(12)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Mask.of(12).keeps(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldDifferFromTheSameBlocksOfALongerMask() {
    assertThat(Mask.of(12, 3)).isNotEqualTo(Mask.of(13, 3));
  }

  static Mask random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Mask.of(n, IntStream.range(0, n).filter(a -> random.nextBoolean()).toArray());
  }
}
