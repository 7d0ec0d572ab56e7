package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  /** 5 of 6 of class 0 right, 1 of 2 of class 1, none of class 2 known or answered. */
  private final Confusion confusion =
      new Confusion(3, new int[] {0, 0, 0, 0, 0, 0, 1, 1}, new int[] {0, 0, 0, 0, 0, 1, 1, 0});

  @Test
  void shouldTellRecallAndPrecisionOfEachClass() {
    assertThat(confusion.accuracy()).hasValue(0.75);
    assertThat(confusion.recall(0)).hasValue(5 / 6.0);
    assertThat(confusion.precision(0)).hasValue(5 / 6.0);
    assertThat(confusion.recall(1)).hasValue(0.5);
    assertThat(confusion.precision(1)).hasValue(0.5);
    assertThat(confusion.recall(2)).isEmpty();
    assertThat(confusion.precision(2)).isEmpty();
    assertThat(confusion.cells())
        .containsExactly(
            new Confusion.Cell(0, 0, 5),
            new Confusion.Cell(0, 1, 1),
            new Confusion.Cell(1, 0, 1),
            new Confusion.Cell(1, 1, 1));
  }

  @Test
  void shouldTellAgreementBeyondChance() {
    // Chance agrees on 6/8 * 6/8 + 2/8 * 2/8.
    assertThat(confusion.kappa().getAsDouble())
        .isCloseTo((0.75 - 0.625) / (1 - 0.625), within(1e-12));
    assertThat(new Confusion(2, new int[] {0, 0}, new int[] {0, 0}).kappa()).isEmpty();
    assertThat(new Confusion(2, new int[0], new int[0]).kappa()).isEmpty();
    assertThat(new Confusion(2, new int[0], new int[0]).accuracy()).isEmpty();
  }

  @Test
  void shouldShowWhatAccuracyHidesWhereMostImagesAreOfOneClass() {
    int[] labels = IntStream.range(0, 1_000).map(i -> i < 950 ? 0 : 1).toArray();
    int[] answers = IntStream.range(0, 1_000).map(i -> i < 980 ? 0 : 1).toArray();
    Confusion imbalanced = new Confusion(2, labels, answers);
    assertThat(imbalanced.accuracy()).hasValue(0.97);
    assertThat(imbalanced.least()).hasValue(new Confusion.OfClass(1, 0.4));
  }

  @Test
  void shouldTakeNoClassOfAFewImagesForTheLeast() {
    int[] labels = IntStream.range(0, 100).map(i -> i < 81 ? 0 : 1).toArray();
    assertThat(new Confusion(2, labels, new int[100]).least())
        .hasValue(new Confusion.OfClass(0, 1));
    assertThat(confusion.least()).isEmpty();
  }

  @Test
  void shouldMakeRoomForClassesThatOnlyAnAnswerNames() {
    Confusion more = new Confusion(2, new int[] {0}, new int[] {4});
    assertThat(more.classes()).isEqualTo(5);
    assertThat(more.precision(4)).hasValue(0);
    assertThatThrownBy(() -> new Confusion(2, new int[1], new int[2]))
        .hasMessageContaining("[1] labels but [2] answers");
  }
}
