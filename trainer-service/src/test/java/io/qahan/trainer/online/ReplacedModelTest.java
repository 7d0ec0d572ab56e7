package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.ReleaseCause;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.Digits;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ReleaseArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions under whose feet the model is replaced by a release. */
class ReplacedModelTest {
  private static final ConvShape CONV = new ConvShape(new ImageShape(1, 8, 20), 2, 4);

  @TempDir Path directory;
  private final TrainingBench bench = new TrainingBench();
  private StoredModel first;
  private StoredModel second;

  @BeforeEach
  void makeModels() throws Exception {
    first = model(1, 0.125f);
    second = model(2, -0.5f);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldStartEachReleaseFromTheHeadOfItsFileInOneLineOfHeads() throws Exception {
    release(1, first);
    bench.open().log.append(Topics.TRAINING_EXAMPLES, example(0, 1, first));
    bench.advance().flush();
    assertThat(state().getModelRelease()).isEqualTo(1);
    assertThat(state().getModelVersion()).isEqualTo(first.version());
    assertThat(state().getLive().getSha256()).isEqualTo(first.firstHead().sha256());

    release(2, second);
    bench.log.append(Topics.TRAINING_EXAMPLES, example(1, 2, second));
    bench.advance();
    FcHead published = bench.log.last(Topics.FC_HEADS);
    assertThat(published.getVersion()).isEqualTo(1);
    assertThat(published.getParent()).isZero();
    assertThat(published.getModelVersion()).isEqualTo(second.version());
    assertThat(published.getSha256()).isEqualTo(second.firstHead().sha256());
    bench.flush();
    assertThat(state().getModelRelease()).isEqualTo(2);
    assertThat(state().getExamples()).isEqualTo(2);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void shouldTrainWhatWaitedByTheVersionThatItIsOfAndCountWhatComesLate() throws Exception {
    release(1, first);
    release(2, second);
    bench.open();
    append(0, 5, 1, first); // no full batch
    append(5, 6, 2, second);
    append(6, 8, 1, first); // late
    append(8, 9, 2, second);
    bench.advance().flush();
    assertThat(state().getExamples()).isEqualTo(7);
    assertThat(bench.counted("qahan.training.superseded")).isEqualTo(2);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void shouldPublishTheHeadThatTheLastBatchOfTheVersionBeforeHasEarned() throws Exception {
    release(1, first);
    release(2, second);
    bench.open();
    append(0, 39, 1, first); // four full batches; the fifth step, which publishes, is the last one
    append(39, 40, 2, second);
    bench.advance().advance();
    assertThat(bench.log.values(Topics.FC_HEADS).stream().map(FcHead::getVersion))
        .containsExactly(1L, 2L);
    assertThat(bench.log.values(Topics.FC_HEADS).stream().map(FcHead::getModelVersion))
        .containsExactly(first.version(), second.version());
  }

  @Test
  void shouldGoOnWithTheLastHeadOfAVersionThatIsRolledBackTo() throws Exception {
    release(1, first);
    bench.open();
    append(0, 80, 1, first);
    bench.advance().advance();
    FcHead learned = bench.log.last(Topics.FC_HEADS);
    assertThat(learned.getVersion()).isPositive();
    release(2, second);
    append(80, 81, 2, second);
    bench.advance();
    release(3, first);
    append(81, 82, 3, first);
    bench.advance();

    FcHead restored = bench.log.last(Topics.FC_HEADS);
    assertThat(restored.getVersion()).isEqualTo(learned.getVersion() + 2);
    assertThat(restored.getRestoredFrom()).isEqualTo(learned.getVersion());
    assertThat(restored.getSha256()).isEqualTo(learned.getSha256());
    assertThat(restored.getModelVersion()).isEqualTo(first.version());
  }

  @Test
  void shouldReplaceTheModelOnceAndTrainEachExampleOnceThroughCrashes() throws Exception {
    release(1, first);
    release(2, second);
    bench.open();
    append(0, 5, 1, first);
    append(5, 21, 2, second);
    bench.advance();
    for (int crash = 0; crash < 3; crash++) {
      bench.open().advance();
    }
    bench.flush();
    assertThat(state().getExamples()).isEqualTo(21);
    assertThat(bench.log.values(Topics.FC_HEADS).stream().map(FcHead::getVersion))
        .doesNotHaveDuplicates();
    assertThat(
            bench.log.values(Topics.FC_HEADS).stream()
                .filter(head -> head.getSha256().equals(second.firstHead().sha256())))
        .hasSize(1);
  }

  @Test
  void shouldDeadLetterExamplesOfAReleaseThatIsNowhere() throws Exception {
    release(1, first);
    bench.open();
    append(0, 1, 7, second);
    append(1, 3, 1, first);
    append(3, 4, 7, second);
    bench.advance().flush();
    assertThat(deadLetters()).hasSize(2).allMatch("unknown-release"::equals);
    assertThat(state().getExamples()).isEqualTo(2);
  }

  @Test
  void shouldReadTheReleasesOnceForAFloodOfForgedOnesAndAgainForWhatIsAdded() throws Exception {
    release(1, first);
    ReleaseArchive releases =
        new ReleaseArchive(
            new LogScan(bench.log::reader), ModelLog.TOPICS, new ReleasedFiles(directory));
    for (long forged = 1000; forged < 1500; forged++) {
      assertThat(releases.find(forged)).isEmpty();
    }
    assertThat(bench.log.handedOut()).as("records read").isEqualTo(1);
    assertThat(releases.find(1).orElseThrow().version()).isEqualTo(first.version());

    release(1002, second);
    assertThat(releases.find(1002).orElseThrow().version()).isEqualTo(second.version());
    int read = bench.log.handedOut();
    assertThat(releases.find(1003)).isEmpty();
    assertThat(bench.log.handedOut()).isEqualTo(read);
  }

  @Test
  void shouldDeadLetterALabelThatTheReleasedModelDoesNotKnow() throws Exception {
    release(1, first);
    bench.open();
    append(0, 1, 1, first);
    bench.log.append(
        Topics.TRAINING_EXAMPLES,
        TrainingExample.newBuilder(example(1, 1, first)).setLabel(Digits.CLASSES).build());
    bench.advance().flush();
    assertThat(deadLetters()).containsExactly("label-out-of-range");
  }

  @Test
  void shouldHoldTheLogUntilAFileCanBeFetched() throws Exception {
    release(1, first);
    Away away = releaseAway(2, 4);
    bench.open();
    append(0, 3, 1, first);
    append(3, 5, 2, away.model());
    append(5, 6, 1, first); // late
    bench.advance().advance();
    assertThat(bench.session.waitsFor().orElseThrow())
        .contains("release 2", away.file().getFileName().toString(), "cannot be fetched");
    bench.clock.pass(TrainingBench.RELEASE_WAIT.dividedBy(2));
    bench.advance().open().advance().advance(); // nor does a crash change anything
    assertThat(deadLetters()).isEmpty();

    Files.write(away.file(), away.bytes());
    bench.clock.pass(TrainingBench.RELEASE_WAIT.dividedBy(4));
    bench.advance().advance().flush();
    assertThat(bench.session.waitsFor()).isEmpty();
    assertThat(state().getModelRelease()).isEqualTo(2);
    assertThat(state().getExamples()).isEqualTo(5);
    assertThat(bench.counted("qahan.training.superseded")).isEqualTo(1);
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void shouldWaitForTheFileOfTheFirstExample() throws Exception {
    Away away = releaseAway(1, 5);
    bench.open();
    append(0, 1, 1, away.model());
    bench.advance().advance();
    assertThat(bench.session.waitsFor()).isPresent();
    assertThat(deadLetters()).isEmpty();

    Files.write(away.file(), away.bytes());
    bench.clock.pass(TrainingBench.RELEASE_WAIT.dividedBy(2));
    bench.advance().flush();
    assertThat(state().getExamples()).isEqualTo(1);
  }

  @Test
  void shouldTrainOnWithoutAReleaseThatStaysAwayAndLearnFromItsExamplesOnceItIsThere()
      throws Exception {
    release(1, first);
    Away away = releaseAway(2, 6);
    bench.open();
    append(0, 3, 1, first);
    append(3, 4, 2, away.model());
    append(4, 8, 1, first);
    bench.advance();
    bench.clock.pass(TrainingBench.RELEASE_WAIT);
    append(8, 9, 2, away.model()); // which nobody waits for any more
    append(9, 10, 1, first);
    bench.advance().advance().flush();
    assertThat(deadLetters()).containsExactly("release-unavailable", "release-unavailable");
    assertThat(state().getModelRelease()).isEqualTo(1);
    assertThat(state().getExamples()).isEqualTo(8);
    assertThat(bench.session.waitsFor()).isEmpty();

    Files.write(away.file(), away.bytes());
    bench.clock.pass(TrainingBench.RELEASE_WAIT);
    bench
        .log
        .deadLetters(Topics.TRAINING_EXAMPLES)
        .forEach(
            letter -> bench.log.append(Topics.TRAINING_EXAMPLES, letter.key(), letter.value()));
    bench.advance().flush();
    assertThat(state().getModelRelease()).isEqualTo(2);
    assertThat(state().getExamples()).isEqualTo(10);
    assertThat(deadLetters()).hasSize(2);
  }

  /** A model whose file is not where its release says. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Away(StoredModel model, Path file, byte[] bytes) {}

  /** Each test needs another seed: what one has fetched is kept for all. */
  private Away releaseAway(long number, long seed) throws IOException, HeadRefusedException {
    Path file = directory.resolve("away.qahan");
    ModelFile.write(model(seed, 0.75f), file);
    Away away = new Away(ModelFile.read(file), file, Files.readAllBytes(file));
    Files.delete(file);
    bench.log.append(
        Topics.MODELS,
        record(number, away.model(), away.bytes())
            .setFile(null)
            .setUrl(file.toUri().toString())
            .build());
    return away;
  }

  private void append(int from, int to, long release, StoredModel model) {
    for (int number = from; number < to; number++) {
      bench.log.append(Topics.TRAINING_EXAMPLES, example(number, release, model));
    }
  }

  private static TrainingExample example(int number, long release, StoredModel model) {
    return TrainingExample.newBuilder(Digits.record(number))
        .setConvVersion(model.features().version())
        .setModelVersion(model.version())
        .setModelRelease(release)
        .build();
  }

  private void release(long number, StoredModel model) throws IOException {
    Path file = directory.resolve("digits.qahan");
    ModelFile.write(model, file);
    bench.log.append(Topics.MODELS, record(number, model, Files.readAllBytes(file)).build());
  }

  private static ModelRelease.Builder record(long number, StoredModel model, byte[] file) {
    return ModelRelease.newBuilder()
        .setRelease(number)
        .setVersion(model.version())
        .setFile(ByteBuffer.wrap(file))
        .setSize(file.length)
        .setSha256(ReleasedFiles.sha256(file))
        .setClasses(model.classes().size())
        .setCause(ReleaseCause.PUSH)
        .setIssuedAt(Instant.EPOCH);
  }

  private static StoredModel model(long seed, float weight) throws HeadRefusedException {
    ConvWeights conv = ConvWeights.random(CONV, seed);
    MaskTerms terms =
        new MaskTerms(BlockLayout.ROWS.over(CONV, Optional.empty()), Objective.SALIENT, 1, 1, 4);
    HeadShape shape = new HeadShape(Digits.CLASSES, Digits.FEATURES, conv.version());
    float[] weights = new float[shape.weights()];
    Arrays.fill(weights, weight);
    Head head = StoredModel.headOf(shape, weights);
    return new StoredModel(
        "digits",
        new ModelOrigin(Instant.EPOCH, "test", "none", seed, ""),
        Optional.empty(),
        OtherSize.REFUSE,
        new FeatureSource.Paper(conv),
        terms,
        ClassNames.numbered(Digits.CLASSES),
        Optional.of(head));
  }

  private TrainingState state() {
    return bench.log.last(Topics.TRAINING_STATE);
  }

  private List<String> deadLetters() {
    return bench.log.deadLetters(Topics.TRAINING_EXAMPLES).stream()
        .map(
            letter ->
                new String(
                    letter.headers().lastHeader(DeadLetter.CAUSE).value(), StandardCharsets.UTF_8))
        .toList();
  }
}
