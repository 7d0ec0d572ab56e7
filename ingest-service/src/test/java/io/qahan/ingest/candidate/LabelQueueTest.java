package io.qahan.ingest.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelQueueTest {
  private static final int CAPACITY = 5;
  private static final int BLOCKS = 40;

  private final Set<String> labelled = new HashSet<>();
  private final LabelQueue queue = new LabelQueue(CAPACITY, labelled::contains);
  private int energies;

  @Test
  void shouldPutTheLeastMarginFirst() {
    answered("sure", 0.9f, 0.05f, 0.05f);
    answered("torn", 0.5f, 0.45f, 0.05f);
    answered("unsure", 0.3f, 0.5f, 0.2f);

    assertThat(ids(3)).containsExactly("torn", "unsure", "sure");
    assertThat(ids(1)).containsExactly("torn");
  }

  @Test
  void shouldPutTheNewestFirstWhereMarginsAreEqualToAHundredth() {
    answered("old", 0.501f, 0.401f, 0.098f);
    answered("new", 0.1f, 0.4f, 0.5f);

    assertThat(ids(2)).containsExactly("new", "old");
  }

  @Test
  void shouldPutWhatAHeadThatKnowsNothingAnsweredLast() {
    answered("blank", 1 / 3f, 1 / 3f, 1 / 3f);
    answered("sure", 0.9f, 0.05f, 0.05f);

    assertThat(ids(2)).containsExactly("sure", "blank");
  }

  @Test
  void shouldShowOneOfThoseThatAreAlikeTheNewest() {
    queue.answered("frame 1", prediction(-5, mask(0, 10), 0.5f, 0.4f, 0.1f));
    queue.answered("frame 2", prediction(-5.05, mask(0, 10), 0.495f, 0.405f, 0.1f));
    queue.answered("another mask", prediction(-5, mask(5, 15), 0.5f, 0.4f, 0.1f));
    queue.answered("another energy", prediction(-6, mask(0, 10), 0.5f, 0.4f, 0.1f));
    queue.answered("another doubt", prediction(-5, mask(0, 10), 0.1f, 0.4f, 0.5f));

    assertThat(ids(5))
        .containsExactlyInAnyOrder("frame 2", "another mask", "another energy", "another doubt");
  }

  @Test
  void shouldTakeNoneThatHasALabelWhicheverComesFirst() {
    labelled.add("labelled before");
    answered("labelled before", 0.5f, 0.4f, 0.1f);
    answered("labelled after", 0.5f, 0.4f, 0.1f);
    answered("open", 0.5f, 0.4f, 0.1f);
    queue.labelled("labelled after");

    assertThat(ids(5)).containsExactly("open");
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void shouldForgetAllButTheLastAnswers() {
    for (int i = 0; i < 3 * CAPACITY; i++) {
      answered("image " + i, 0.5f, 0.5f - i / 100f, i / 100f);
    }

    assertThat(queue.size()).isEqualTo(CAPACITY);
    assertThat(ids(100)).hasSize(CAPACITY).first().isEqualTo("image 10");
  }

  @Test
  void shouldHoldAnImageThatIsAnsweredAgainOnce() {
    answered("again", 0.5f, 0.4f, 0.1f);
    answered("again", 0.9f, 0.1f, 0f);

    assertThat(queue.best(5, id -> true))
        .singleElement()
        .satisfies(candidate -> assertThat(candidate.margin()).isGreaterThan(0.7));
  }

  @Test
  void shouldPassOverWhatCannotBeShown() {
    answered("gone", 0.5f, 0.45f, 0.05f);
    answered("here", 0.5f, 0.4f, 0.1f);

    assertThat(queue.best(5, "here"::equals)).extracting(Candidate::id).containsExactly("here");
  }

  @Test
  void shouldTakeNoAnswerThatIsNoQuestion() {
    answered("one class", 1f);
    answered("broken", Float.NaN, 0.5f, 0.5f);

    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldKnowTheTwoBestClassesOfMany() {
    float[] probabilities = new float[1_000];
    probabilities[998] = 0.4f;
    probabilities[3] = 0.35f;
    probabilities[500] = 0.25f;
    answered("many", probabilities);

    Candidate candidate = queue.best(1, id -> true).get(0);
    assertThat(candidate.predicted()).isEqualTo(998);
    assertThat(candidate.runnerUp()).isEqualTo(3);
    assertThat(candidate.margin()).isEqualTo(0.4f - (double) 0.35f);
    assertThat(candidate.leading()).hasSize(Candidate.LEADING).containsKey(500);
  }

  private void answered(String id, float... probabilities) {
    queue.answered(id, prediction(++energies, mask(0, 10), probabilities));
  }

  private List<String> ids(int most) {
    return queue.best(most, id -> true).stream().map(Candidate::id).toList();
  }

  private static BitSet mask(int from, int to) {
    BitSet mask = new BitSet(BLOCKS);
    mask.set(from, to);
    return mask;
  }

  private static Prediction prediction(double energy, BitSet mask, float... probabilities) {
    return Prediction.newBuilder()
        .setPredicted(0)
        .setProbabilities(LittleEndian.floats(probabilities))
        .setHeadVersion(4)
        .setHeadHash("abc")
        .setConvVersion("fake-1")
        .setMask(ByteBuffer.wrap(mask.toByteArray()))
        .setMaskShape(List.of(4, BLOCKS / 4))
        .setSolver("exact")
        .setOutcome(SolveOutcome.SOLVED)
        .setEnergy(energy)
        .setGreedyEnergy(energy)
        .setDegraded(false)
        .setDeadlineMet(true)
        .setEventTime(Instant.EPOCH)
        .setPredictedAt(Instant.EPOCH)
        .build();
  }
}
