package io.qahan.deploy.operate.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterIdTest {
  @Test
  void shouldReadBackWhatItShows() {
    LetterId id = new LetterId("mask-requests", 0, 17);

    assertThat(id).hasToString("mask-requests-0@17");
    assertThat(LetterId.parse(id.toString())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "images", "images-0", "images@3", "images-x@3", "images-0@-1"})
  void shouldRefuseWhatIsNoId(String text) {
    assertThatThrownBy(() -> LetterId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[" + text + "]");
  }
}
