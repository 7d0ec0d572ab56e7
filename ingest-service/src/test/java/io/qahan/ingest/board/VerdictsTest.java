package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.head.Confusion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private final Verdicts verdicts = new Verdicts(100, 4);

  @Test
  void shouldHaveNoAccuracyBeforeTheFirstPair() {
    verdicts.answered("a", 1);
    verdicts.labelled("b", 1);

    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(0, null, null, 4));
  }

  @Test
  void shouldScoreWhicheverComesFirst() {
    verdicts.answered("a", 1);
    verdicts.labelled("a", 1);
    verdicts.labelled("b", 2);
    verdicts.answered("b", 3);

    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(2, 0.5, 0.5, 4));
    assertThat(verdicts.labelOf("b")).contains(2);
    assertThat(verdicts.labelOf("c")).isEmpty();
  }

  @Test
  void shouldScoreAnImageOnceByItsFirstAnswerAndNewestLabel() {
    verdicts.answered("a", 1);
    verdicts.labelled("a", 1);
    verdicts.labelled("a", 2);
    verdicts.answered("a", 2);

    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(1, 0.0, 0.0, 4));
    assertThat(verdicts.labelOf("a")).contains(2);

    verdicts.labelled("a", 3); // as wrong as before
    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(1, 0.0, 0.0, 4));
    verdicts.labelled("a", 1);
    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(1, 1.0, 1.0, 4));
  }

  @Test
  void shouldCorrectTheRecentScoreOnlyOfWhatIsStillRecent() {
    for (int i = 0; i < 6; i++) {
      verdicts.answered("i" + i, 1);
      verdicts.labelled("i" + i, 1);
    }
    verdicts.labelled("i0", 2); // no longer among the last four
    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(6, 5 / 6.0, 1.0, 4));

    verdicts.labelled("i2", 2);
    assertThat(verdicts.score()).isEqualTo(new Verdicts.Score(6, 4 / 6.0, 0.75, 4));

    verdicts.answered("i6", 1);
    verdicts.labelled("i6", 1); // takes the place of i2
    assertThat(verdicts.score().recent()).isEqualTo(1.0);
  }

  @Test
  void shouldForgetTheOldestWhenLabelsLagTooFar() {
    Verdicts small = new Verdicts(2, 4);
    small.answered("a", 1);
    small.answered("b", 1);
    small.answered("c", 1);
    small.labelled("a", 1);
    small.labelled("c", 1);

    assertThat(small.score().scored()).isEqualTo(1);
  }

  @Property(tries = 50)
  void shouldCountAsAListDoesInAnyOrder(@ForAll long seed) {
    Random random = new Random(seed);
    Verdicts many = new Verdicts(1000, 7);
    List<Runnable> events = new ArrayList<>();
    List<Boolean> hits = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      String id = "i" + i;
      int predicted = random.nextInt(3);
      int label = random.nextInt(3);
      Runnable second =
          () -> {
            if (seen.merge(id, 1, Integer::sum) == 2) {
              hits.add(predicted == label);
            }
          };
      events.add(
          () -> {
            many.answered(id, predicted);
            second.run();
          });
      events.add(
          () -> {
            many.labelled(id, label);
            second.run();
          });
    }
    Collections.shuffle(events, random);
    events.forEach(Runnable::run);

    assertThat(many.score().scored()).isEqualTo(60);
    assertThat(many.score().accuracy()).isCloseTo(share(hits), within(1e-12));
    assertThat(many.score().recent()).isCloseTo(share(hits.subList(53, 60)), within(1e-12));
  }

  private static double share(List<Boolean> hits) {
    return hits.stream().filter(hit -> hit).count() / (double) hits.size();
  }

  @Test
  void shouldTellHowImagesOfEachClassWereAnsweredByTheirNewestLabels() {
    Verdicts long4000 = new Verdicts(10_000, 500);
    for (int i = 0; i < 5_000; i++) {
      long4000.answered("image-" + i, 0);
      long4000.labelled("image-" + i, i % 100 == 0 ? 1 : 0);
    }
    Confusion confusion = long4000.confusion(2);
    assertThat(confusion.images()).as("the newest").isEqualTo(4_000);
    assertThat(confusion.accuracy()).hasValue(0.99);
    assertThat(confusion.least()).hasValue(new Confusion.OfClass(1, 0));

    long4000.labelled("image-4900", 0);
    long4000.labelled("image-4901", 7);
    assertThat(long4000.confusion(2).of(1)).isEqualTo(39);
    assertThat(long4000.confusion(2).images()).as("no such class").isEqualTo(3_999);
  }
}
