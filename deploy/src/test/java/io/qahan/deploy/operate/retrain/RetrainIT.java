package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contrast of the images is inverted, and the model is retrained while they flow. */
@Timeout(900)
class RetrainIT {
  private static final Path MODEL = Path.of("models/mnist.qahan");
  private static final int LEARNED = 1_500;
  private static final int MEANWHILE = 20;
  private static final int AFTER = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path directory;

  private int sent;

  @Test
  void shouldReplaceTheWholeNetworkByOneThatKnowsWhatChangedWhileEveryImageIsAnsweredOnce()
      throws Exception {
    run(0, "models", "push", MODEL.toString());
    int meanwhile;
    try (RunningService ingest = RunningService.ingest(given("i"));
        RunningService worker = RunningService.worker(given("w"));
        RunningService trainer = RunningService.trainer(given("t"))) {
      send(LEARNED);
      awaitAnswers();

      String abandoned = cluster.names().prefix() + "shadow-mnist-0123abcd.predictions.v1";
      try (Admin admin = cluster.brokers().admin()) {
        admin.createTopics(List.of(new NewTopic(abandoned, 1, (short) 1))).all().get();
      }
      CommandRun early = cluster.run(command("--last", "5000", "--lr", "0.002", "--shadow", "1s"));
      assertThat(early.exitCode()).as(early.out() + early.err()).isEqualTo(3);
      assertThat(early.out())
          .contains("1 topics of a shadow that was killed are removed")
          .contains("nothing was released: of the 0 images that both answered", "it takes [50]");
      assertThat(releases()).isEqualTo(1);

      FutureTask<CommandRun> retraining =
          new FutureTask<>(
              () ->
                  cluster.run(
                      command("--last", "5000", "--lr", "0.002", "--resume", "--shadow", "10s")));
      Thread thread = new Thread(retraining, "retraining");
      thread.start();
      do {
        send(MEANWHILE);
        awaitAnswers();
      } while (!retraining.isDone());
      meanwhile = sent - LEARNED;
      CommandRun run = retraining.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out())
          .contains("serving: model [mnist]", "images in the window", "candidate: accuracy")
          .contains("going on with the window", "the candidate is better, beyond chance")
          .contains("the candidate answers in shadow for 10 s", "the challenger is better")
          .contains("Release 2 of model [mnist]");
      await()
          .atMost(PATIENCE)
          .until(() -> ingest.meters().get(Metric.MODEL_RELEASE.meter()).gauge().value() == 2);

      send(AFTER);
      awaitAnswers();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<TrainingState> states =
                    TopicReader.values(cluster.settings(), Topics.TRAINING_STATE);
                assertThat(states.get(states.size() - 1).getModelRelease()).isEqualTo(2);
              });
    }
    try (Admin admin = cluster.brokers().admin()) {
      assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.contains("shadow-"));
      assertThat(Brokers.groupStates(admin).keySet()).noneMatch(group -> group.contains("shadow-"));
    }
    Map<String, Prediction> answers = InvertedDigits.answers(cluster);
    assertThat(answers).hasSize(LEARNED + meanwhile + AFTER);
    for (Topic<?> topic : Topics.all()) {
      assertThat(cluster.read(cluster.names().deadLettersOf(topic))).as(topic.base()).isEmpty();
    }
    String second =
        cluster.json("models", "show", "-D", "model=mnist").get("release").get("version").asText();
    List<Prediction> after =
        IntStream.range(sent - AFTER, sent)
            .mapToObj(i -> answers.get(InvertedDigits.id(i)))
            .toList();
    assertThat(after).extracting(Prediction::getModelVersion).containsOnly(second);
    assertThat(accuracy(answers, sent - AFTER, sent)).isGreaterThan(0.9);
    assertThat(accuracy(answers, 0, 200)).as("before it was retrained").isLessThan(0.7);
  }

  @Test
  void shouldReleaseNothingThatIsNotBetterAndSayWhy() throws Exception {
    run(0, "models", "push", MODEL.toString());
    send(300);
    CommandRun none =
        cluster.run(command("--last", "300", "--from-scratch", "--lr", "0.000000001"));

    assertThat(none.exitCode()).as(none.out() + none.err()).isEqualTo(3);
    assertThat(none.out()).contains("nothing was released", "--force");
    assertThat(releases()).isEqualTo(1);
    CommandRun dry =
        cluster.run(
            command(
                "--last",
                "300",
                "--resume",
                "--from-scratch",
                "--lr",
                "0.000000001",
                "--force",
                "--dry-run"));
    assertThat(dry.exitCode()).as(dry.out() + dry.err()).isZero();
    assertThat(dry.out()).contains("going on with the window", "--dry-run");
    assertThat(releases()).isEqualTo(1);
  }

  @Test
  void shouldLetOneProcessRetrainAModelAtATime() throws Exception {
    run(0, "models", "push", MODEL.toString());
    send(60);
    Brokers brokers = new Brokers(cluster.given().with("model", "mnist").load());
    try (RetrainLease lease = RetrainLease.take(brokers)) {
      CommandRun second =
          cluster.run(command("--last", "60", "-D", "kafka.session.timeout.ms=2000"));
      assertThat(second.exitCode()).isEqualTo(4);
      assertThat(second.err()).contains("Another process retrains model [mnist]");
      lease.check();
    }
    assertThat(cluster.run(command("--last", "60", "--dry-run", "--force")).exitCode()).isZero();
  }

  @Test
  void shouldPutAModelThatNoRecordCarriesWhereEverybodyReadsIt() throws Exception {
    StoredModel mnist = ModelFile.read(MODEL);
    StoredModel wide = // a head of 1,000 classes has 12.5 MB
        new StoredModel(
            "wide",
            mnist.origin(),
            Optional.empty(),
            mnist.otherSize(),
            mnist.features(),
            mnist.attention(),
            ClassNames.numbered(1000),
            Optional.empty());
    Path file = directory.resolve("wide.qahan");
    float[] weights = new float[wide.headShape().weights()];
    Random random = new Random(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 0.01f * (float) random.nextGaussian(); // what nobody can make smaller
    }
    ModelFile.write(
        wide.withHead(Optional.of(StoredModel.headOf(wide.headShape(), weights))), file);
    run(0, "models", "push", file.toString(), "--url", file.toUri().toString());
    send(60);
    String[] retrain = {
      "retrain",
      "--model",
      "wide",
      "--last",
      "60",
      "--epochs",
      "1",
      "--force",
      "--resume",
      "--work",
      directory.resolve("wide").toString()
    };
    CommandRun alone = cluster.run(retrain);
    assertThat(alone.exitCode()).as(alone.out() + alone.err()).isEqualTo(1);
    assertThat(alone.out()).contains("without --url you will have to push");
    assertThat(alone.err())
        .contains("qahan models push " + directory.resolve("wide/wide.qahan") + " --url URL/wide-")
        .contains("-D topic.prefix=" + cluster.names().prefix());

    Path shared = Files.createDirectory(directory.resolve("shared"));
    CommandRun put =
        cluster.run(
            Stream.concat(Stream.of(retrain), Stream.of("--url", shared.toUri().toString()))
                .toArray(String[]::new));
    assertThat(put.exitCode()).as(put.out() + put.err()).isZero();
    JsonNode shown = cluster.json("models", "show", "-D", "model=wide").get("release");
    assertThat(shown.get("release").asLong()).isEqualTo(2);
    Path there = Path.of(URI.create(shown.get("url").asText()));
    assertThat(there).hasParent(shared);
    assertThat(ModelFile.read(there).version()).isEqualTo(shown.get("version").asText());
  }

  @Test
  void shouldSayWhyThereIsNothingToRetrain() throws Exception {
    CommandRun unreleased = cluster.run(command("--last", "100"));
    assertThat(unreleased.exitCode()).isEqualTo(1);
    assertThat(unreleased.err()).contains("Nothing was released of model [mnist]", "models push");

    run(0, "models", "push", MODEL.toString());
    CommandRun empty = cluster.run(command("--last", "100"));
    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.err()).contains("There is no image in the window");

    send(10);
    CommandRun few = cluster.run(command("--from", "1h"));
    assertThat(few.exitCode()).isEqualTo(1);
    assertThat(few.err()).contains("The window has [10] images", "it takes [50] at least");

    InvertedDigits.sendOfClass(cluster.brokers(), 7, sent, 60);
    CommandRun one = cluster.run(command("--last", "60"));
    assertThat(one.exitCode()).isEqualTo(1);
    assertThat(one.err()).contains("All images to learn from are of class [7]");

    Files.createDirectories(directory.resolve("work/mnist.safetensors/in-the-way"));
    CommandRun unwritable = cluster.run(command("--last", "70"));
    assertThat(unwritable.exitCode()).isEqualTo(1);
    assertThat(unwritable.err())
        .contains(
            "The retraining cannot go on", "a directory that can be written, with room left?");
    assertThat(releases()).isEqualTo(1);
    assertThat(TopicReader.values(cluster.settings(), Topics.RETRAININGS))
        .filteredOn(step -> step.getStage() == RetrainStage.FAILED)
        .extracting(RetrainStep::getReason)
        .hasSize(4)
        .last(as(InstanceOfAssertFactories.STRING))
        .contains("cannot go on");
  }

  @Test
  void shouldSayThatTheBrokerIsAway() {
    CommandRun away = CommandRun.withoutBroker("retrain", "--model", "mnist", "--last", "100");
    assertThat(away.exitCode()).isEqualTo(1);
    assertThat(away.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }

  private int releases() throws Exception {
    JsonNode listed = cluster.json("models", "list", "-D", "model=mnist");
    return listed.size();
  }

  private String[] command(String... more) {
    return Stream.concat(
            Stream.of(
                "retrain",
                "--model",
                "mnist",
                "--epochs",
                "9",
                "--work",
                directory.resolve("work").toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private void run(int exitCode, String... command) {
    CommandRun run = cluster.run(command);
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
  }

  private Settings given(String service) {
    return cluster.given("mnist", directory, service).load();
  }

  private void send(int count) throws Exception {
    InvertedDigits.send(cluster.brokers(), sent, sent + count);
    sent += count;
  }

  private void awaitAnswers() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> cluster.read(cluster.names().of(Topics.PREDICTIONS)).size() >= sent);
  }

  private double accuracy(Map<String, Prediction> answers, int from, int to) {
    return IntStream.range(from, to)
        .mapToDouble(
            i ->
                answers.get(InvertedDigits.id(i)).getPredicted() == InvertedDigits.label(i) ? 1 : 0)
        .average()
        .orElseThrow();
  }
}
