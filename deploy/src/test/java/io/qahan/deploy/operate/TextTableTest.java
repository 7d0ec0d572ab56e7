package io.qahan.deploy.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void shouldAlignTextLeftAndNumbersRight() {
    TextTable table =
        new TextTable(
            List.of("name", "lag"), List.of(List.of("a", "12345"), List.of("longer", "7")));

    assertThat(table.lines())
        .containsExactly(
            "name      lag", //
            "a       12345",
            "longer      7");
  }

  @Test
  void shouldLeaveNoBlanksAtTheEnd() {
    TextTable table =
        new TextTable(List.of("x", "note"), List.of(List.of("1", ""), List.of("2", "live")));

    assertThat(table.lines()).containsExactly("x  note", "1", "2  live");
  }

  @Test
  void shouldRefuseARowWithTooFewCells() {
    assertThatThrownBy(() -> new TextTable(List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[1] cells");
  }
}
