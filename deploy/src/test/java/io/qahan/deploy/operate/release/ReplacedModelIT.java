package io.qahan.deploy.operate.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvTensor;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.FeatureSource;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.ModelOrigin;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.ReleaseCause;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The model is replaced, and rolled back, under a stream of labelled images. */
@Timeout(240)
class ReplacedModelIT {
  private static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);
  private static final int PART = 120;
  private static final int WAITING = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path directory;
  private Path first;
  private Path second;
  private Path third;
  private int sent;

  @BeforeEach
  void makeModels() throws Exception {
    first = written(1, List.of("moon", "star"));
    second = written(2, List.of("moon", "star"));
    third = written(3, List.of("moon", "star", "sun"));
  }

  @Test
  void shouldAnswerEveryImageOnceByATrainedHeadAndDeadLetterNoLabel() throws Exception {
    push(first);
    stream();

    Map<String, Prediction> answers = answers();
    assertThat(answers).hasSize(4 * PART);
    Map<String, Set<String>> heads = new HashMap<>();
    for (Path file : List.of(first, second, third)) {
      StoredModel model = ModelFile.read(file);
      heads
          .computeIfAbsent(model.version(), unused -> new HashSet<>())
          .add(model.firstHead().sha256());
    }
    long newest = 0;
    for (FcHead head : values(Topics.FC_HEADS)) {
      assertThat(head.getVersion()).as("one line of heads").isEqualTo(++newest);
      heads.get(head.getModelVersion()).add(head.getSha256());
    }
    assertThat(answers.values())
        .allSatisfy(
            answer ->
                assertThat(heads.get(answer.getModelVersion())).contains(answer.getHeadHash()));
    assertThat(answers.values().stream().map(Prediction::getModelVersion).distinct()).hasSize(3);
    assertThat(answers.get("image-" + (4 * PART - 1)).getModelVersion())
        .isEqualTo(ModelFile.read(second).version());
    for (Topic<?> topic : Topics.all()) {
      assertThat(cluster.read(cluster.names().deadLettersOf(topic))).as(topic.base()).isEmpty();
    }
    List<TrainingState> states = values(Topics.TRAINING_STATE);
    TrainingState last = states.get(states.size() - 1);
    assertThat(last.getModelRelease()).isEqualTo(4);
    assertThat(last.getModelVersion()).isEqualTo(ModelFile.read(second).version());
  }

  /** Four parts of a stream, a change of the model before each but the first. */
  private void stream() throws Exception {
    try (RunningService ingest = RunningService.ingest(given("a").load());
        RunningService other = RunningService.ingest(given("b").load());
        RunningService worker = RunningService.worker(given("w").load());
        RunningService trainer = RunningService.trainer(given("t").load())) {
      send();
      push(second);
      send();
      push(third);
      send();
      CommandRun back = cluster.run("models", "rollback", "--reason", "worse", "-D", "model=sky");
      assertThat(back.exitCode()).as(back.err()).isZero();
      awaitRelease(4, ingest, other);
      send();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(
                        values(Topics.TRAINING_EXAMPLES).stream()
                            .filter(example -> example.getFeatures() != null))
                    .hasSize(4 * PART);
                List<TrainingState> states = values(Topics.TRAINING_STATE);
                double superseded = Metric.TRAINING_SUPERSEDED.counter(trainer.meters()).count();
                assertThat(states.get(states.size() - 1).getExamples() + (long) superseded)
                    .isEqualTo(4 * PART);
              });
    }
  }

  /** What older versions took in is answered after a restart as it would have been without. */
  @Test
  void shouldAnswerAfterARestartByTheFeaturesTheTermsAndTheNewestHeadOfTheVersionThatTookThemIn()
      throws Exception {
    List<StoredModel> versions = new ArrayList<>();
    TestSettings patient = given("a").with("ingest.deadline", "5m");
    Head learned;
    try (RunningService ingest = RunningService.ingest(patient.load())) {
      for (int kept = 1; kept <= 3; kept++) { // each with other terms
        StoredModel model = model(10 + kept, List.of("moon", "star"), kept);
        Path file = directory.resolve("sky-k" + kept + ".qahan");
        ModelFile.write(model, file);
        push(file);
        awaitRelease(kept, ingest);
        versions.add(ModelFile.read(file));
        produce(WAITING);
        int requests = kept * WAITING;
        await()
            .atMost(PATIENCE)
            .until(() -> cluster.read(cluster.names().of(Topics.MASK_REQUESTS)).size() == requests);
      }
      learned = learned(versions.get(0));
      send(Topics.FC_HEADS, "sky", learned.toRecord());
      assertThat(answers()).as("there is no worker yet").isEmpty();
    }

    Map<String, MaskRequest> requests = new HashMap<>();
    for (var record : cluster.read(cluster.names().of(Topics.MASK_REQUESTS))) {
      requests.put(
          new String(record.key(), StandardCharsets.UTF_8),
          cluster.brokers().codecs().of(Topics.MASK_REQUESTS).decode(record.value()));
    }
    try (RunningService ingest = RunningService.ingest(patient.load())) {
      awaitRelease(3, ingest);
      sendForged("image-0", requests.get("image-0"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(cluster.read(cluster.names().deadLettersOf(Topics.MASK_RESULTS)))
                      .singleElement()
                      .extracting(
                          letter ->
                              new String(
                                  letter.headers().lastHeader(DeadLetter.CAUSE).value(),
                                  StandardCharsets.UTF_8))
                      .isEqualTo("implausible"));
      try (RunningService worker = RunningService.worker(given("w").load())) {
        await().atMost(PATIENCE).until(() -> answers().size() == 3 * WAITING);
      }
    }

    Map<String, MaskedFeatures> features = new HashMap<>();
    for (var record : cluster.read(cluster.names().of(Topics.MASKED_FEATURES))) {
      features.put(
          new String(record.key(), StandardCharsets.UTF_8),
          cluster.brokers().codecs().of(Topics.MASKED_FEATURES).decode(record.value()));
    }
    Map<String, Prediction> answers = answers();
    for (int i = 0; i < 3 * WAITING; i++) {
      StoredModel model = versions.get(i / WAITING);
      Head head = i < WAITING ? learned : model.firstHead();
      Prediction answer = answers.get("image-" + i);
      assertThat(answer.getModelVersion()).as("image-%s", i).isEqualTo(model.version());
      assertThat(answer.getConvVersion()).isEqualTo(model.features().version());
      assertThat(answer.getHeadHash()).isEqualTo(head.sha256());
      assertThat(answer.getDegraded()).isFalse();
      Sparse seen = Sparse.of(features.get("image-" + i).getFeatures());
      float[] all =
          model
              .attention()
              .grid()
              .toFeatures(LittleEndian.floats(requests.get("image-" + i).getBlocks()));
      for (int k = 0; k < seen.listed(); k++) {
        assertThat(seen.values()[k]).isEqualTo(all[seen.indices()[k]]);
      }
      assertThat(LittleEndian.floats(answer.getProbabilities()))
          .containsExactly(head.probabilities(seen));
    }
  }

  private static Head learned(StoredModel model) throws HeadRefusedException {
    HeadShape shape = model.headShape();
    float[] weights = new float[shape.weights()];
    Random random = new Random(99);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return Head.of(
        shape,
        new HeadLineage(1, 0, OptionalLong.empty()),
        new HeadProgress(1, 32, 0, 0.5, 0.9, Instant.now(), OptionalLong.empty()),
        weights);
  }

  /** A result whose energy does not follow from its mask: only who knows the terms can tell. */
  private void sendForged(String id, MaskRequest request) throws Exception {
    int dimension = request.getShape().get(1);
    float[] row = Arrays.copyOf(LittleEndian.floats(request.getBlocks()), dimension);
    double energy = 0;
    for (float value : row) {
      energy += (double) value * value;
    }
    send(
        Topics.MASK_RESULTS,
        id,
        MaskResult.newBuilder()
            .setMask(ByteBuffer.wrap(Mask.of(request.getShape().get(0), 0).toBytes()))
            .setShape(request.getShape())
            .setKeptValues(LittleEndian.floats(row))
            .setEnergy(-1e6)
            .setAttentionEnergy(energy)
            .setLowerBound(null)
            .setGreedyEnergy(request.getGreedyEnergy())
            .setSolver("forged")
            .setOutcome(SolveOutcome.SOLVED)
            .setQueuedMillis(1.5)
            .setSolveMillis(0.5)
            .setConvVersion(request.getConvVersion())
            .setWorker("nobody")
            .build());
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value)
      throws Exception {
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  cluster.names().of(topic),
                  key.getBytes(StandardCharsets.UTF_8),
                  cluster.brokers().codecs().of(topic).encode(value)))
          .get();
    }
  }

  private void awaitRelease(long release, RunningService... ingests) {
    for (RunningService ingest : ingests) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> ingest.meters().get(Metric.MODEL_RELEASE.meter()).gauge().value() == release);
    }
  }

  @Test
  void shouldListShowPromoteAndRollBack() throws Exception {
    assertThat(cluster.run("models", "list", "-D", "model=sky").out())
        .contains("Nothing was released of model [sky]");
    push(first);
    assertThat(push(first).out()).contains("serves already");
    CommandRun candidate = cluster.run("models", "push", third.toString(), "--candidate");
    assertThat(candidate.out()).contains("is a candidate");
    String version = ModelFile.read(third).version();

    JsonNode listed = cluster.json("models", "list", "-D", "model=sky");
    assertThat(listed).hasSize(2);
    assertThat(listed.get(0).get("serves").asBoolean()).isTrue();
    assertThat(listed.get(1).get("cause").asText()).isEqualTo("CANDIDATE");
    CommandRun promoted =
        cluster.run("models", "promote", version.substring(0, 8), "-D", "model=sky");
    assertThat(promoted.exitCode()).as(promoted.err()).isZero();
    JsonNode shown = cluster.json("models", "show", "-D", "model=sky");
    assertThat(shown.get("release").get("release").asLong()).isEqualTo(2);
    assertThat(shown.get("release").get("previous").asText())
        .isEqualTo(ModelFile.read(first).version());
    assertThat(shown.get("model").get("classes")).hasSize(3);

    CommandRun fewer = cluster.run("models", "push", second.toString());
    assertThat(fewer.exitCode()).isEqualTo(1);
    assertThat(fewer.err()).contains("moon, star, sun").contains("--force");
    assertThat(cluster.run("models", "rollback", "-D", "model=sky").out()).contains("Release 3");
    CommandRun none = cluster.run("models", "rollback", "-D", "model=sky");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.err()).contains("before the one that serves");
    assertThat(cluster.run("models", "promote", "ffffffff", "-D", "model=sky").err())
        .contains("no candidate [ffffffff]");
  }

  @Test
  void shouldReleaseNothingThatNoIngestWouldServeAndRollBackToNoneSuch() throws Exception {
    float[] values = new float[ConvWeights.random(SHAPE, 1).values().length];
    Arrays.fill(values, 3e38f);
    Arrays.fill(values, 0, ConvTensor.CONV1_WEIGHT.size(SHAPE), -3e38f);
    ConvWeights endless = new ConvWeights(SHAPE, "endless", "test", values);
    Path broken = directory.resolve("broken.qahan");
    ModelFile.write(model(endless, 4, List.of("moon", "star"), 2), broken);
    push(first);

    CommandRun refused = cluster.run("models", "push", broken.toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot serve", "a blank image are no numbers");

    releaseAsAnEarlierVersionDid(broken);
    JsonNode listed = cluster.json("models", "list", "-D", "model=sky");
    assertThat(listed.findValues("serves")).extracting(JsonNode::asBoolean).doesNotContain(true);
    assertThat(cluster.run("models", "list", "-D", "model=sky").out())
        .contains("Release 2 is refused", "qahan models rollback -D model=sky");
    push(second);
    CommandRun back = cluster.run("models", "rollback", "-D", "model=sky");
    assertThat(back.exitCode()).as(back.err()).isZero();
    JsonNode shown = cluster.json("models", "show", "-D", "model=sky");
    assertThat(shown.get("release").get("version").asText())
        .isEqualTo(ModelFile.read(first).version());
  }

  /** Which tried nothing. */
  private void releaseAsAnEarlierVersionDid(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    send(
        Topics.MODELS,
        "sky",
        ModelRelease.newBuilder()
            .setRelease(2)
            .setVersion(ModelFile.read(file).version())
            .setPrevious(ModelFile.read(first).version())
            .setFile(ByteBuffer.wrap(bytes))
            .setSize(bytes.length)
            .setSha256(ReleasedFiles.sha256(bytes))
            .setClasses(2)
            .setCause(ReleaseCause.PUSH)
            .setIssuedAt(Instant.EPOCH)
            .build());
  }

  @Test
  void shouldServeOnWhatServesWhenAReleaseCannotBeUsed() throws Exception {
    push(first);
    try (RunningService ingest = RunningService.ingest(given("a").load())) {
      Path elsewhere = directory.resolve("elsewhere.qahan");
      Files.copy(second, elsewhere);
      String url = elsewhere.toUri().toString();
      CommandRun away =
          cluster.run("models", "push", second.toString(), "--url", url + ".not-there");
      assertThat(away.exitCode()).isEqualTo(1);
      assertThat(away.err()).contains("cannot be fetched");
      CommandRun http =
          cluster.run("models", "push", second.toString(), "--url", "ftp://host/a.qahan");
      assertThat(http.err()).contains("file:, http: or https:");

      try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
        producer
            .send(
                new ProducerRecord<>(
                    cluster.names().of(Topics.MODELS),
                    "sky".getBytes(StandardCharsets.UTF_8),
                    new byte[] {1, 2, 3}))
            .get();
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(cluster.read(cluster.names().deadLettersOf(Topics.MODELS)))
                      .hasSize(1));
      assertThat(Metric.MODELS_REFUSED.counter(ingest.meters(), "undecodable").count())
          .isEqualTo(1);
      assertThat(ingest.health().get().ready()).isTrue();
      CommandRun good = cluster.run("models", "push", second.toString(), "--url", url);
      assertThat(good.exitCode()).as(good.err()).isZero();
      awaitRelease(2, ingest);
    }
  }

  private CommandRun push(Path file) {
    CommandRun run = cluster.run("models", "push", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private TestSettings given(String instance) {
    return cluster
        .given()
        .with("model", "sky")
        .with("model.cache", directory.resolve("cache").toString())
        .with("streams.state.dir", directory.resolve(instance).toString());
  }

  /** Sends a part of the stream, and waits until half of it is answered. */
  private void send() throws Exception {
    produce(PART);
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.read(cluster.names().of(Topics.PREDICTIONS)).size() > sent - PART / 2);
  }

  private void produce(int count) {
    int from = sent;
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      for (; sent < from + count; sent++) {
        byte[] pixels = new byte[64];
        new Random(sent).nextBytes(pixels);
        Image image =
            new Image(
                ImageEncoding.RAW,
                ByteBuffer.wrap(pixels),
                List.of(1, 8, 8),
                "",
                Instant.now(),
                sent % 2);
        var unused =
            producer.send(
                new ProducerRecord<>(
                    cluster.names().of(Topics.IMAGES),
                    ("image-" + sent).getBytes(StandardCharsets.UTF_8),
                    cluster.brokers().codecs().of(Topics.IMAGES).encode(image)));
      }
    }
  }

  private Map<String, Prediction> answers() throws UndecodableRecordException {
    Map<String, Prediction> answers = new HashMap<>();
    for (var record : cluster.read(cluster.names().of(Topics.PREDICTIONS))) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      Prediction before =
          answers.put(id, cluster.brokers().codecs().of(Topics.PREDICTIONS).decode(record.value()));
      assertThat(before).as("a second answer to %s", id).isNull();
    }
    return answers;
  }

  private <T extends SpecificRecord> List<T> values(Topic<T> topic)
      throws UndecodableRecordException {
    List<T> values = new ArrayList<>();
    for (var record : cluster.read(cluster.names().of(topic))) {
      values.add(cluster.brokers().codecs().of(topic).decode(record.value()));
    }
    return values;
  }

  private Path written(long seed, List<String> classes) throws Exception {
    Path file = directory.resolve("sky-" + seed + ".qahan");
    ModelFile.write(model(seed, classes, 2), file);
    return file;
  }

  private static StoredModel model(long seed, List<String> classes, int kept)
      throws HeadRefusedException {
    return model(ConvWeights.random(SHAPE, seed), seed, classes, kept);
  }

  private static StoredModel model(ConvWeights conv, long seed, List<String> classes, int kept)
      throws HeadRefusedException {
    HeadShape shape = new HeadShape(classes.size(), SHAPE.features(), conv.version());
    float[] weights = new float[shape.weights()];
    Random random = new Random(seed);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return new StoredModel(
        "sky",
        new ModelOrigin(Instant.EPOCH, "test", "", seed, ""),
        Optional.empty(),
        OtherSize.REFUSE,
        new FeatureSource.Paper(conv),
        new MaskTerms(
            BlockLayout.SPATIAL.over(SHAPE, Optional.empty()), Objective.SALIENT, 1, 0.1, kept),
        new ClassNames(classes),
        Optional.of(StoredModel.headOf(shape, weights)));
  }
}
