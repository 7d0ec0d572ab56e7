package io.qahan.trainer.experiment.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class StreamAnswersTest {
  @Test
  void shouldTellTheCurveAndWhenItIsAsHighAgain() {
    BitSet right = new BitSet();
    right.set(0, 20); // all before the middle
    right.set(25, 30); // half of the first ten after it
    right.set(31, 40); // nine of the last ten
    StreamAnswers answers = new StreamAnswers(40, right, 4);
    right.clear();

    assertThat(answers.window()).isEqualTo(10);
    assertThat(answers.middle()).isEqualTo(20);
    assertThat(answers.seen()).containsExactly(10, 20, 30, 40);
    assertThat(answers.curve()).containsExactly(1, 1, 0.5, 0.9);
    assertThat(answers.at(0)).isEqualTo(1);
    assertThat(answers.at(29)).isEqualTo(0.5);
    assertThat(answers.at(1000)).isEqualTo(0.9);
    assertThat(answers.accuracy(20, 40)).isEqualTo(0.7);
    assertThat(answers.imagesTo(0.5)).hasValue(10);
    assertThat(answers.imagesTo(0.9)).hasValue(20);
    assertThat(answers.imagesTo(0.95)).isEmpty();
  }

  @Test
  void shouldHaveAPointForEachImageWhereThereAreFew() {
    BitSet right = new BitSet();
    right.set(1);
    StreamAnswers answers = new StreamAnswers(3, right, 40);
    assertThat(answers.window()).isEqualTo(1);
    assertThat(answers.curve()).containsExactly(0, 1, 0);
  }
}
