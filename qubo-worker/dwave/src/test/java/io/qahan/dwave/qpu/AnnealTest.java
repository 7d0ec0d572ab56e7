package io.qahan.dwave.qpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnealTest {
  @Test
  void shouldReadWhatItSaysItReads() {
    assertThat(Anneal.parse("standard")).isEqualTo(Anneal.standard());
    assertThat(Anneal.parse("lasting:20")).isEqualTo(Anneal.lasting(20));
    assertThat(Anneal.parse("fast:0.02")).isEqualTo(Anneal.fast(0.02));
    assertThat(Anneal.parse("reverse:0.45:10")).isEqualTo(Anneal.reverse(0.45, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fast", "fast:x", "fast:0", "lasting:-1", "reverse:0.4", "reverse:1.5:1"})
  void shouldSayWhatAnAnnealLooksLike(String text) {
    assertThatThrownBy(() -> Anneal.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + text + "]")
        .hasMessageContaining("reverse:0.45:10");
  }

  /** No chip changes s faster than its shortest anneal, half a microsecond, does. */
  @Test
  void shouldGoBackAndForthAsSteeplyAsChipsAllow() {
    Anneal anneal = Anneal.reverse(0.5, 10);

    assertThat(anneal.schedule())
        .containsExactly(
            new Anneal.Point(0, 1),
            new Anneal.Point(0.25, 0.5),
            new Anneal.Point(10.25, 0.5),
            new Anneal.Point(10.5, 1));
    assertThat(anneal.isReverse()).isTrue();
    assertThat(anneal.duration()).hasValue(10.5);
    assertThat(Anneal.fast(1).isReverse()).isFalse();
  }
}
