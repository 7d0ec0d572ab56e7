package io.qahan.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  private final ClassNames names = new ClassNames(List.of("moon", "2", "star"));

  @Test
  void shouldFindAClassByItsNameAndElseByItsNumber() {
    assertThat(names.find("star")).isEqualTo(OptionalInt.of(2));
    assertThat(names.find("2")).isEqualTo(OptionalInt.of(1)); // its name
    assertThat(names.find("0")).isEqualTo(OptionalInt.of(0));
    assertThat(names.find("3")).isEmpty();
    assertThat(names.find("-1")).isEmpty();
    assertThat(names.find("sun")).isEmpty();
  }

  @Test
  void shouldNameClassesAndFallBackToTheirNumbers() {
    assertThat(names.of(2)).isEqualTo("star");
    assertThat(names.of(7)).isEqualTo("7");
    assertThat(ClassNames.numbered(3).names()).containsExactly("0", "1", "2");
  }

  @Test
  void shouldRefuseEveryFaultAtOnce() {
    assertThatThrownBy(() -> new ClassNames(List.of("a", "a", " ", "b\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one class is called [a]")
        .hasMessageContaining("classes [2, 3]");
    assertThatThrownBy(() -> new ClassNames(List.of("a"))).hasMessageContaining("from 2 to 100000");
  }
}
