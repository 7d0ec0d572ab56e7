package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShowcaseTest {
  private final Showcase showcase = new Showcase(3, 2);

  @Test
  void shouldShowASlowStreamWholeAndInOrder() {
    showcase.answered("a");
    showcase.answered("b");

    assertThat(showcase.next(id -> true)).contains("a");
    assertThat(showcase.next(id -> true)).contains("b");
    assertThat(showcase.next(id -> true)).isEmpty();
  }

  @Test
  void shouldPassOldAnswersOverWhenTheStreamIsFast() {
    for (int i = 0; i < 100; i++) {
      showcase.answered("i" + i);
    }

    assertThat(showcase.next(id -> true)).contains("i97");
  }

  @Test
  void shouldPassOverWhatCannotBeShownOnceALaterOneCan() {
    showcase.answered("a");
    showcase.answered("b");

    assertThat(showcase.next(id -> false)).isEmpty(); // its image may still come
    assertThat(showcase.next(id -> id.equals("b"))).contains("b");
    assertThat(showcase.next(id -> true)).isEmpty();
  }

  @Test
  void shouldTellTheLabelsOfWhatIsStillShown() {
    for (String id : new String[] {"a", "b", "c"}) {
      showcase.answered(id);
      showcase.next(any -> true);
    }

    assertThat(showcase.verdicts(id -> id.equals("b") ? Optional.empty() : Optional.of(7)))
        .isEqualTo(Map.of("c", 7));
    assertThat(showcase.verdicts(id -> id.equals("b") ? Optional.of(3) : Optional.empty()))
        .as("labels that are forgotten elsewhere stay")
        .isEqualTo(Map.of("b", 3, "c", 7));
    assertThat(showcase.verdicts(id -> Optional.of(4)))
        .as("a corrected label")
        .isEqualTo(Map.of("b", 4, "c", 4));
  }
}
