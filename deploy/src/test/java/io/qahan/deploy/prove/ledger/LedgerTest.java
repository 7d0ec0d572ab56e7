package io.qahan.deploy.prove.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qahan.deploy.prove.ledger.Breach.Promise;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Logs made by hand: each broken promise is found, and nothing else. */
class LedgerTest {
  private final HandMadeLog log = new HandMadeLog();

  private void assertFound(Promise promise, String subject, String detail) {
    assertThat(log.verdict().breaches())
        .extracting(Breach::promise, Breach::subject)
        .containsExactly(tuple(promise, subject));
    assertThat(log.verdict().breaches().get(0).detail()).contains(detail);
  }

  @Test
  void shouldFindNothingWhereEveryPromiseWasKept() {
    FcHead first = HandMadeLog.head(1, 2);
    FcHead second = HandMadeLog.head(2, 3);
    log.trained("a", 3)
        .trained("b", 4)
        .flush()
        .publish(first)
        .state(3, 2, first)
        .image("c")
        .answer("c", 1, first.getSha256())
        .label("c", 1)
        .label("c", 2)
        .example("c", 0, 1, null)
        .example("c", 1, 2, 1)
        .publish(second)
        .state(5, 4, second)
        .image("bad")
        .letter(Topics.IMAGES, "bad", 3, "not-an-image")
        .label("nobody", 5)
        .letter(Topics.LABELS, "nobody", 4, "unknown-image");

    Judgement verdict = log.verdict();

    assertThat(verdict.breaches()).isEmpty();
    assertThat(verdict.isKept()).isTrue();
    assertThat(verdict.images().accepted()).isEqualTo(4);
    assertThat(verdict.images().answered()).isEqualTo(3);
    assertThat(verdict.images().deadLettered()).isEqualTo(1);
    assertThat(verdict.training()).isEqualTo(new Judgement.Training(5, 3, 4, 1, 4, 2, 0));
    assertThat(verdict.heads()).isEqualTo(new Judgement.Heads(2, 2, 2));
    assertThat(verdict.deadLetters())
        .containsEntry("images: not-an-image", 1L)
        .containsEntry("labels: unknown-image", 1L);
  }

  @Test
  void shouldFindALostImage() {
    log.image("a").answer("a").image("b");

    assertFound(Promise.LOST, "b", "neither answer nor letter");
  }

  @Test
  void shouldNotCallLostWhatIsUnderWay() {
    log.image("a").later(5_000).image("b");

    Judgement verdict = log.verdictUntil(1_000);

    assertThat(verdict.breaches()).extracting(Breach::subject).containsExactly("a");
    assertThat(verdict.images().underWay()).isEqualTo(1);
  }

  @Test
  void shouldFindAnImageThatWasAnsweredTwice() {
    log.image("a").answer("a").later(60_000).answer("a");

    assertFound(Promise.TWICE, "a", "2 answers and 0 letters to 1 records");
  }

  @Test
  void shouldFindASecondAnswerToAnImageThatWasSentAgainSoon() {
    log.image("a").answer("a").later(60_000).image("a").answer("a");

    assertFound(Promise.TWICE, "a", "2 answers and 0 letters to 2 records");
  }

  @Test
  void shouldTakeAnAnswerToAnImageThatWasSentAgainLate() {
    log.image("a").answer("a").later(11 * 60_000).image("a").answer("a");

    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldFindAnImageThatWasAnsweredAndRefused() {
    log.image("a").answer("a").letter(Topics.IMAGES, "a", 0, "corrupt");

    assertFound(Promise.TWICE, "a", "1 answers and 1 letters to 1 records");
  }

  @Test
  void shouldFindARecordOfTwoDeadLetters() {
    log.image("a")
        .letter(Topics.IMAGES, "a", 0, "corrupt")
        .letter(Topics.IMAGES, "a", 0, "corrupt");

    assertFound(Promise.TWICE, "a", "two dead letters");
  }

  @Test
  void shouldFindAnAnswerToNoImage() {
    log.image("a").answer("a").answer("b");

    assertFound(Promise.TWICE, "b", "1 answers and 0 letters to 0 records");
  }

  @Test
  void shouldTakeAnImageThatWasMendedAndSentAgain() {
    log.image("a").letter(Topics.IMAGES, "a", 0, "corrupt").image("a").answer("a");

    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldNotJudgeWhatTheTopicsHaveForgotten() {
    log.image("a").later(60_000).image("b").answer("b").forgot(Topics.PREDICTIONS, 30_000);

    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldFindAnExampleThatIsThereAgain() {
    log.trained("a", 3).trained("b", 4).example("a", 0, 3, null).state(3, 3);

    assertFound(Promise.TRAINED_TWICE, "a", "revision 0 of its label is in the log again");
  }

  @Test
  void shouldFindACorrectionWithoutALabel() {
    log.trained("a", 3).example("a", 1, 5, 3).state(2, 2);

    assertFound(Promise.TRAINED_TWICE, "a", "2 examples of 1 labels");
  }

  @Test
  void shouldFindAnExampleOfAnImageWithoutALabel() {
    log.image("a").answer("a").example("a", 0, 3, null).state(1, 1);

    assertFound(Promise.TRAINED_TWICE, "a", "nobody gave it a label");
  }

  @Test
  void shouldFindALabelThatWasSkipped() {
    log.trained("a", 3).image("b").answer("b").label("b", 1).state(1, 1);

    assertFound(Promise.SKIPPED, "b", "not in the training log");
  }

  @Test
  void shouldFindACorrectionThatWasSkipped() {
    log.trained("a", 3).label("a", 5).state(1, 1);

    assertFound(Promise.SKIPPED, "a", "its newest label is [5], and 3 was trained on last");
  }

  @Test
  void shouldFindARevisionThatIsMissing() {
    log.trained("a", 3).label("a", 5).label("a", 6).example("a", 2, 6, 5).state(2, 2);

    assertFound(Promise.SKIPPED, "a", "revision 2 follows where 1 is due");
  }

  @Test
  void shouldTakeALabelAndItsCorrectionThatBothOvertookTheImage() {
    log.label("a", 3).label("a", 5).image("a").answer("a").example("a", 0, 5, null).state(1, 1);

    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldFindALabelInsideAnImageThatWasNotSentOn() {
    log.image("a", 7).answer("a");

    assertFound(Promise.SKIPPED, "a", "the label inside it, 7, was not sent on");
  }

  @Test
  void shouldReadALabelInJson() {
    log.image("a").answer("a");
    log.raw(Topics.LABELS, "a", "{\"class\": 3}".getBytes(StandardCharsets.UTF_8));
    log.example("a", 0, 3, null).state(1, 1);

    assertThat(log.verdict().breaches()).isEmpty();
    assertThat(log.verdict().training().labelled()).isEqualTo(1);
  }

  @Test
  void shouldFindAStateThatCountsTooMuch() {
    log.trained("a", 3).trained("b", 4).state(2, 3);

    assertFound(Promise.TRAINED_TWICE, "digits", "counts 3 examples, and 2 stand before 2");
  }

  @Test
  void shouldFindAStateThatCountsTooLittleOnce() {
    log.trained("a", 3).trained("b", 4).state(2, 1).trained("c", 5).state(3, 2);

    assertFound(Promise.SKIPPED, "digits", "counts 1 examples, and 2 stand before 2");
  }

  @Test
  void shouldNotMissExamplesThatWereRefusedOrAreOfAReleaseBefore() {
    log.trained("a", 3)
        .trained("b", 4)
        .letter(Topics.TRAINING_EXAMPLES, "digits", 1, "implausible-features")
        .image("c")
        .answer("c")
        .label("c", 1)
        .example("c", 0, 1, null, 2)
        .image("d")
        .answer("d")
        .label("d", 1)
        .example("d", 0, 1, null, 1)
        .state(4, 2);

    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldTellHowManyExamplesNoStateCountsYet() {
    log.trained("a", 3).state(1, 1).trained("b", 4);

    assertThat(log.verdict().breaches()).isEmpty();
    assertThat(log.verdict().training().underWay()).isEqualTo(1);
  }

  @Test
  void shouldFindFeaturesThatCameTwice() {
    log.image("a").answer("a").features("a");

    assertFound(Promise.FEATURES, "a", "2 features to 1 answers");
  }

  @Test
  void shouldCountWhatCannotBeRead() {
    log.image("a").answer("a").raw(Topics.MASKED_FEATURES, "a", new byte[20]);

    assertThat(log.verdict().unreadable()).isEqualTo(1);
    assertThat(log.verdict().breaches()).isEmpty();
  }

  @Test
  void shouldFindAnAnswerOfAnUnknownHead() {
    log.publish(HandMadeLog.head(1, 10))
        .image("a")
        .answer("a", 1, HandMadeLog.head(1, 10).getSha256())
        .image("b")
        .answer("b", 2, "forged");

    assertFound(Promise.UNKNOWN_HEAD, "b", "it names head 2, [forged]");
  }

  @Test
  void shouldFindAnAnswerOfAKnownVersionWithAnotherHash() {
    log.publish(HandMadeLog.head(1, 10)).image("a").answer("a", 1, "forged");

    assertFound(Promise.UNKNOWN_HEAD, "a", "it names head 1, [forged]");
  }

  @Test
  void shouldFindTwoUntrainedHeadsOfOneModel() {
    log.image("a").answer("a", 0, "one").image("b").answer("b", 0, "other");

    assertThat(log.verdict().count(Promise.UNKNOWN_HEAD)).isEqualTo(1);
    assertThat(log.verdict().breaches()).hasSize(1);
  }

  @Test
  void shouldFindAVersionThatIsLeftOut() {
    log.publish(HandMadeLog.head(1, 10)).publish(HandMadeLog.head(3, 20));

    assertFound(Promise.LINEAGE, "head 3 of [digits]", "after version 1, with none between");
  }

  @Test
  void shouldFindAVersionThatIsThereAgain() {
    log.publish(HandMadeLog.head(1, 10))
        .publish(HandMadeLog.head(2, 20))
        .publish(HandMadeLog.head(2, 20));

    assertFound(Promise.LINEAGE, "head 2 of [digits]", "after version 2");
  }

  @Test
  void shouldFindAHeadOfAnotherParent() {
    FcHead head = FcHead.newBuilder(HandMadeLog.head(2, 20)).setParent(0).build();
    log.publish(HandMadeLog.head(1, 10)).publish(head);

    assertFound(Promise.LINEAGE, "head 2 of [digits]", "its parent is [0]");
  }

  @Test
  void shouldFindAHeadThatIsNotWhatItSays() {
    String other = HandMadeLog.head(2, 10).getSha256();
    FcHead head = FcHead.newBuilder(HandMadeLog.head(1, 10)).setSha256(other).build();
    log.publish(head);

    assertFound(Promise.LINEAGE, "head 1 of [digits]", "its hash");
  }

  @Test
  void shouldFindAHeadThatHasLearnedFromFewerThanTheOneBefore() {
    log.publish(HandMadeLog.head(1, 10)).publish(HandMadeLog.head(2, 9));

    assertFound(Promise.LINEAGE, "head 2 of [digits]", "9 examples, the one before from 10");
  }

  @Test
  void shouldFindAStateWhoseHeadIsNotPublished() {
    log.publish(HandMadeLog.head(1, 0)).state(0, 0, HandMadeLog.head(2, 0));

    assertFound(Promise.LINEAGE, "the newest state of [digits]", "head 2");
  }

  @Test
  void shouldCountWhatIsLateByItsWordAndByWhatWasSeen() {
    log.image("in time").answerAfter("in time", 1_900, true);
    log.image("says so").answerAfter("says so", 2_500, false);
    log.image("says not").answerAfter("says not", 2_100, true);

    Judgement.Images images = log.verdict().images();

    assertThat(images.admittedLate()).isEqualTo(1);
    assertThat(images.degraded()).isEqualTo(1);
    assertThat(images.seenLate()).isEqualTo(2);
    assertThat(images.wronglyInTime()).isEqualTo(1);
    assertThat(images.latestMillis()).isEqualTo(500);
    assertThat(log.verdict().isKept()).isTrue();
  }

  @Test
  void shouldTellWhenEveryImageOfBeforeWasAnswered() {
    log.image("a").later(100).image("b").later(400).answer("a").later(500).answer("b");

    AnswerLog answers = log.answers();

    assertThat(answers.allSeenOf(HandMadeLog.START - 1)).isZero();
    assertThat(answers.allSeenOf(HandMadeLog.START)).isEqualTo(HandMadeLog.START + 500);
    assertThat(answers.allSeenOf(HandMadeLog.START + 100)).isEqualTo(HandMadeLog.START + 1_000);
    assertThat(answers.longestSilence(HandMadeLog.START, HandMadeLog.START + 2_000)).isEqualTo(500);
    assertThat(answers.longestSilence(HandMadeLog.START, HandMadeLog.START + 400)).isZero();
  }
}
