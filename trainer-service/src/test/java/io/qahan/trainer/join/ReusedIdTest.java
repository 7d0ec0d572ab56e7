package io.qahan.trainer.join;

import static io.qahan.trainer.join.JoinFixture.START;
import static io.qahan.trainer.join.JoinFixture.maskedFeatures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.topic.ImageHash;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that counts its images from 1 again each hour, and one that sends an image twice. */
class ReusedIdTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String ONE = "1a".repeat(32);
  private static final String OTHER = "2b".repeat(32);

  @TempDir Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JoinSpace space = new JoinSpace(64 << 20);
  private JoinFixture join;

  @BeforeEach
  void start() {
    join =
        new JoinFixture(
            state,
            new JoinPartitions(1, 1),
            new Retention(DAY, DAY, DAY),
            space,
            Tracing.OFF,
            registry);
  }

  @AfterEach
  void close() {
    join.close();
  }

  private void image(MaskedFeatures features) {
    image(features, "");
  }

  private void image(MaskedFeatures features, String hash) {
    join.send(Topics.MASKED_FEATURES, "1", features, hashed(hash));
  }

  private void labelInside(int label, String hash) {
    join.send(Topics.LABELS, "1", JoinFixture.labelOf(label, START), hashed(hash));
  }

  private static Headers hashed(String hash) {
    Headers headers = new RecordHeaders();
    if (!hash.isEmpty()) {
      ImageHash.add(headers, hash);
    }
    return headers;
  }

  /** What a mask keeps of an image, of which the seventh feature is given. */
  private static MaskedFeatures features(Instant time, float seventh) {
    return kept(time, new int[] {2, 7}, 0.5f, seventh);
  }

  private static MaskedFeatures kept(Instant time, int[] indices, float... values) {
    return MaskedFeatures.newBuilder(maskedFeatures())
        .setEventTime(time)
        .setFeatures(new Sparse(9, indices, values).toRecord())
        .build();
  }

  private static MaskedFeatures byAnotherModel(MaskedFeatures features) {
    return MaskedFeatures.newBuilder(features).setModelVersion("another").build();
  }

  private double replaced(String kind) {
    return kind.equals("joined")
        ? join.count("qahan.join.forgotten", "cause", "replaced")
        : join.count("qahan.join.expired", "side", kind, "cause", "replaced");
  }

  private double duplicates() {
    return join.count("qahan.join.duplicates", "side", "features");
  }

  @Test
  void shouldJoinANewImageUnderAnOldIdWithTheLabelsThatComeAfterIt() {
    image(features(START, 3));
    join.label("1", 4);
    image(features(START.plusSeconds(3600), 5));
    join.label("1", 6);
    join.label("1", 7); // the new image's label is corrected
    assertThat(join.examples())
        .extracting(
            TrainingExample::getLabel,
            TrainingExample::getRevision,
            TrainingExample::getPreviousLabel,
            ReusedIdTest::seventh)
        .containsExactly(tuple(4, 0, null, 3f), tuple(6, 0, null, 5f), tuple(7, 1, 6, 5f));
    assertThat(replaced("joined")).isEqualTo(1);
    assertThat(duplicates()).isZero();
    assertThat(registry.get("qahan.join.remembered").gauge().value()).isEqualTo(1);
  }

  private static float seventh(TrainingExample example) {
    return Sparse.of(example.getFeatures()).values()[1];
  }

  @Test
  void shouldTakeTheSameClassForTheNewImageToo() {
    image(features(START, 3));
    join.label("1", 4);
    image(features(START.plusSeconds(3600), 5));
    join.label("1", 4);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 3f), tuple(4, 5f));
  }

  @Test
  void shouldLetANewImageTakeThePlaceOfOneThatStillWaits() {
    image(features(START, 3));
    image(features(START.plusSeconds(3600), 5));
    join.label("1", 6);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, ReusedIdTest::seventh)
        .containsExactly(tuple(6, 5f));
    assertThat(replaced("features")).isEqualTo(1);
    assertThat(join.waiting("features")).isZero();
  }

  @Test
  void shouldTakeALabelBetweenTheTwoForTheOneThatWasThere() {
    image(features(START, 3));
    join.label("1", 4);
    join.label("1", 5); // given an hour before the other image was taken
    image(features(START.plusSeconds(3600), 6));
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 0, 3f), tuple(5, 1, 3f));
    assertThat(join.waiting("features")).isEqualTo(1);
  }

  @Test
  void shouldJoinALabelThatCameBeforeAnyImageWithTheFirst() {
    join.label("1", 4);
    image(features(START, 3));
    image(features(START.plusSeconds(3600), 6));
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 3f));
  }

  @Test
  void shouldDropFeaturesThatAreSentAgainAndGoOnCorrecting() {
    MaskedFeatures once = features(START, 3);
    image(once);
    image(once);
    join.label("1", 4);
    image(once);
    join.label("1", 5);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(4, 0), tuple(5, 1));
    assertThat(duplicates()).isEqualTo(2);
    assertThat(replaced("joined") + replaced("features")).isZero();
  }

  @Test
  void shouldKnowAnImageAgainThatIsAnsweredTwice() {
    image(features(START, 3));
    image(features(START.plusSeconds(60), 3)); // its client sent it again, a minute later
    image(features(START, 3.0001f)); // computed by a processor of another kind
    image(kept(START, new int[] {2, 5}, 0.5f, 1)); // another mask: the deadline had passed
    image(kept(START, new int[] {0, 5}, 8, 1)); // a mask that has nothing in common with it
    image(byAnotherModel(features(START, 9))); // after a release
    assertThat(duplicates()).isEqualTo(5);
  }

  @Test
  void shouldTellAnImageFromAnotherByWhatBothMasksKeptAndElseByTheTimeOfTheImage() {
    MaskedFeatures[] others = {
      features(START, 3.1f), // at the same time
      kept(START.plusSeconds(1), new int[] {1, 4}, 0.5f, 3),
      byAnotherModel(features(START.plusSeconds(2), 3)),
      kept(START, new int[] {2}, 0.7f)
    };
    for (MaskedFeatures other : others) {
      image(features(START, 3));
      double before = replaced("features");
      image(other);
      assertThat(replaced("features")).isEqualTo(before + 1);
    }
    assertThat(duplicates()).isZero();
  }

  @Test
  void shouldBelieveTheHashOfWhatWasSent() {
    image(features(START, 3), ONE);
    image(features(START.plusSeconds(60), 8), ONE);
    assertThat(duplicates()).isEqualTo(1);

    image(features(START.plusSeconds(60), 3), OTHER);
    assertThat(replaced("features")).isEqualTo(1);
  }

  @Test
  void shouldKeepALabelThatCameInsideAnImageForThatImage() {
    image(features(START, 3), ONE);
    labelInside(4, ONE);
    labelInside(4, OTHER); // overtakes its image's features
    labelInside(6, OTHER);
    join.label("1", 5); // by hand: the image that is known is meant
    image(features(START.plusSeconds(3600), 8), OTHER);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 0, 3f), tuple(5, 1, 3f), tuple(6, 0, 8f));
    assertThat(join.waiting("labels")).isZero();
  }

  @Test
  void shouldNotGiveALabelToAnImageThatItIsNotAbout() {
    labelInside(4, ONE);
    image(features(START, 3), OTHER);
    assertThat(join.examples()).isEmpty();
    join.label("1", 5);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(5, 0));
    assertThat(join.waiting("labels")).isEqualTo(1);
  }

  /** A label is quicker than the features of the image with which it was sent. */
  @Test
  void shouldGiveALabelThatOvertookTheNewImageToIt() {
    Instant later = START.plusSeconds(3600);
    image(features(START, 3));
    join.label("1", 4, START);
    join.label("1", 6, later);
    image(features(later, 5));
    join.label("1", 7, later.plusSeconds(9));
    assertThat(join.examples())
        .extracting(
            TrainingExample::getLabel,
            TrainingExample::getRevision,
            TrainingExample::getPreviousLabel,
            ReusedIdTest::seventh)
        .containsExactly(
            tuple(4, 0, null, 3f),
            tuple(6, 1, 4, 3f), // taken for a correction
            tuple(4, 2, 6, 3f), // given back
            tuple(6, 0, null, 5f),
            tuple(7, 1, 6, 5f));
    assertThat(join.waiting("features")).isZero();
  }

  @Test
  void shouldGiveTheNewImageALabelOfTheSameClassThatOvertookIt() {
    Instant later = START.plusSeconds(3600);
    image(features(START, 3));
    join.label("1", 4, START);
    join.label("1", 4, later);
    image(features(later, 5));
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 0, 3f), tuple(4, 0, 5f));
  }

  @Test
  void shouldLeaveAnImageItsLabelsThatWereGivenBeforeTheNewOneWasTaken() {
    Instant later = START.plusSeconds(3600);
    image(features(START, 3));
    join.label("1", 4, START);
    join.label("1", 6, later.minusSeconds(1)); // a correction
    image(features(later, 5));
    image(features(later.plusSeconds(3600), 8)); // and that had no label at all
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 3f), tuple(6, 3f));
    assertThat(join.waiting("features")).isEqualTo(1);
  }

  @Test
  void shouldLeaveAnImageItsFirstLabelHoweverLateItCame() {
    image(features(START, 3));
    join.label("1", 4, START.plusSeconds(7200));
    image(features(START.plusSeconds(3600), 5));
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, ReusedIdTest::seventh)
        .containsExactly(tuple(4, 3f));
  }
}
