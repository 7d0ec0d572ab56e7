package io.qahan.deploy.rights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.rights.Right;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The {@link Rights list of rights} against a broker with TLS, SCRAM and Kafka's own authorizer:
 * what runs with it, that nothing of it is idle, and what is said where one of it is missing.
 */
class LeastRightsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int IMAGES = 60;
  private static final TopicNames NAMES = new TopicNames("qahan.");
  private static final String TOKEN = "an-admin-token-of-a-test";

  @TempDir static Path directory;
  private static SecuredBroker broker;
  private static final Map<Role, TestSettings> settings = new EnumMap<>(Role.class);

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecuredBroker.start(directory);
    for (Role role : Role.values()) {
      settings.put(role, granted(role, role.user(NAMES)));
    }
    CommandRun made = CommandRun.of(command(Role.OPERATOR, "topics", "create"));
    assertThat(made.exitCode()).as(made.err()).isZero();
    // What Kafka Streams makes is there for every test.
    RunningService.ingest(load(Role.INGEST)).close();
    RunningService.trainer(load(Role.TRAINER)).close();
  }

  /** A user of its own with the rights of a role. */
  private static TestSettings granted(Role role, String user) throws Exception {
    broker.addUser(user);
    broker.grant(user, Rights.of(role, NAMES));
    return broker
        .settings(user, directory.resolve(user))
        .with("streams.repartition.purge.interval.ms", "1000")
        .with("trainer.publish.every", "1")
        .with("ingest.http.admin.token", TOKEN);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void shouldRunEverythingWithExactlyItsRights() throws Exception {
    try (RunningService trainer = RunningService.trainer(load(Role.TRAINER));
        RunningService worker = RunningService.worker(load(Role.WORKER));
        RunningService sharing =
            RunningService.worker(
                settings.get(Role.WORKER).with("worker.source", "share-group").load());
        RunningService ingest = RunningService.ingest(load(Role.INGEST));
        InputStream page = watch(ingest.httpPort());
        BackgroundStream stream =
            BackgroundStream.start(
                "least-rights",
                load(Role.SENDER),
                new StreamPlan(IMAGES, 0, new LabelTiming.Now(), 0))) {
      BrokerConnection.prepare(load(Role.SENDER), Role.SENDER); // as qahan send does
      RunSummary summary = stream.await();
      assertThat(summary.predictions()).isEqualTo(IMAGES);
      assertThat(summary.duplicates()).isZero();
      await().atMost(PATIENCE).until(() -> count(NAMES.of(Topics.FC_HEADS)) > 0);

      assertThat(post(ingest, "images?id=over-http&label=3&wait=30s", png())).isEqualTo(200);
      assertThat(post(ingest, "control", "{\"action\":\"pin\",\"version\":1}".getBytes(UTF_8)))
          .isEqualTo(202);
      sendRubbish();
      for (Topic<?> topic : READ_BY_SERVICES) {
        await()
            .alias("a dead letter of " + topic.base())
            .atMost(PATIENCE)
            .until(() -> count(NAMES.deadLettersOf(topic)) > 0);
      }
      for (Role role : List.of(Role.INGEST, Role.WORKER)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(idle(role)).as("idle rights").isEmpty());
      }
      for (Role role : List.of(Role.INGEST, Role.WORKER, Role.TRAINER)) {
        assertThat(refused(role)).isEmpty();
      }
    }
  }

  @Test
  void shouldLetOperatorsAndObserversDoTheirs() {
    for (String[] command :
        new String[][] {
          {"topics", "check"},
          {"heads", "list"},
          {"predictions"},
          {"dlq", "list"},
          {"lag"},
          {"acls", "check", "--role", "observer"}
        }) {
      CommandRun run = CommandRun.of(command(Role.OBSERVER, command));
      assertThat(run.exitCode()).as("%s: %s%s", command[0], run.out(), run.err()).isZero();
    }
    for (String[] command :
        new String[][] {{"training", "resume"}, {"acls", "check", "--role", "operator"}}) {
      CommandRun run = CommandRun.of(command(Role.OPERATOR, command));
      assertThat(run.exitCode()).as("%s: %s%s", command[0], run.out(), run.err()).isZero();
    }
    assertThat(CommandRun.of(command(Role.OBSERVER, "doctor")).out())
        .contains("all topics are as the catalogue wants them")
        .doesNotContain("does not say");
    assertThat(refused(Role.OBSERVER)).isEmpty();
    assertThat(refused(Role.OPERATOR)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"INGEST", "WORKER", "TRAINER"})
  void shouldNotStartWithoutAnyOneOfItsRightsAndNameIt(Role role) throws Exception {
    String user = "less-" + role.slug();
    Settings given = granted(role, user).load();
    List<Right> rights = Rights.of(role, NAMES);
    for (Right right : rights) {
      broker.revoke(user, right);
      Throwable refusal = catchThrowable(() -> start(role, given).close());
      broker.grant(user, List.of(right));

      assertThat(refusal)
          .as("without %s", right.text())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("qahan acls --role " + role.slug());
      assertThat(rights.stream().filter(each -> refusal.getMessage().contains(each.text())))
          .as(refusal.getMessage())
          .containsExactly(right);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETRAIN", "SENDER", "OBSERVER", "OPERATOR"})
  void shouldNameEveryRightThatACommandsUserLacks(Role role) throws Exception {
    String user = "less-" + role.slug();
    TestSettings given = granted(role, user);
    for (Right right : Rights.of(role, NAMES)) {
      broker.revoke(user, right);
      CommandRun check = CommandRun.of(given.command("acls", "check", "--role", role.slug()));
      broker.grant(user, List.of(right));

      if (role == Role.OPERATOR && isOfTransactions(right) && right.operation() == WRITE) {
        assertThat(check.exitCode()).as("brokers tell only who may describe them").isZero();
      } else {
        assertThat(check.exitCode()).as("%s: %s", right.text(), check.err()).isEqualTo(1);
        assertThat(check.out()).contains("missing: " + right.text());
      }
    }
  }

  @Test
  void shouldRefuseAWorkerWhatOnlyOthersMay() throws Exception {
    Settings worker = granted(Role.WORKER, "curious-worker").load();
    try (Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                worker.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer());
        Admin admin = Admin.create(worker.kafkaClient())) {
      for (Topic<?> topic : Topics.all()) {
        if (!topic.equals(Topics.MASK_RESULTS)) {
          assertRefused(
              () -> producer.send(new ProducerRecord<>(NAMES.of(topic), new byte[1])).get());
        }
        assertRefused(() -> admin.deleteTopics(List.of(NAMES.of(topic))).all().get());
      }
    }
  }

  @Test
  void shouldStopAndSayWhyWhenARightIsTakenAway() throws Exception {
    Settings given = granted(Role.WORKER, "passing-worker").load();
    Right right =
        Rights.of(Role.WORKER, NAMES).stream()
            .filter(each -> each.text().equals("Read on topic [qahan.mask-requests.v1]"))
            .findFirst()
            .orElseThrow();
    try (RunningService worker = RunningService.worker(given)) {
      broker.revoke("passing-worker", right);
      await().atMost(PATIENCE).until(() -> !worker.health().get().live());

      assertThat(worker.health().get().detail())
          .contains("qahan.mask-requests.v1", "qahan acls check");
    }
  }

  /** Those from which a service takes what can be dead-lettered. */
  private static final List<Topic<?>> READ_BY_SERVICES =
      List.of(
          Topics.IMAGES,
          Topics.LABELS,
          Topics.MASK_REQUESTS,
          Topics.MASK_RESULTS,
          Topics.MASKED_FEATURES,
          Topics.TRAINING_EXAMPLES,
          Topics.TRAINING_STATE,
          Topics.FC_HEADS,
          Topics.MODELS,
          Topics.CONTROL);

  /** Rights that nothing used, but for those that only more than a minute's run would use. */
  private static List<String> idle(Role role) {
    return RecordingAuthorizer.idle(role.user(NAMES), Rights.of(role, NAMES)).stream()
        .map(Right::text)
        .filter(text -> !ELSEWHERE.contains(text))
        .toList();
  }

  /** What is used only when topics have got more partitions, or a retraining is due. */
  private static final List<String> ELSEWHERE =
      List.of(
          "Alter on topics that begin with [qahan.ingest-]",
          "Alter on topics that begin with [qahan.trainer-join-]",
          "Write on topic [qahan.retrainings.v1]");

  /** Who lists transactions is shown no others, which is no refusal. */
  private static List<String> refused(Role role) {
    return RecordingAuthorizer.refused(role.user(NAMES), ResourceType.TRANSACTIONAL_ID);
  }

  private static boolean isOfTransactions(Right right) {
    return right.resource().resourceType() == ResourceType.TRANSACTIONAL_ID;
  }

  private static RunningService start(Role role, Settings given) throws InterruptedException {
    return switch (role) {
      case INGEST -> RunningService.ingest(given);
      case WORKER -> RunningService.worker(given);
      case TRAINER -> RunningService.trainer(given);
      default -> throw new IllegalArgumentException(role + " is no service");
    };
  }

  private static Settings load(Role role) {
    return settings.get(role).load();
  }

  private static String[] command(Role role, String... command) {
    return settings.get(role).command(command);
  }

  private interface Attempt {
    Object go() throws ExecutionException, InterruptedException;
  }

  private static void assertRefused(Attempt attempt) {
    assertThatThrownBy(attempt::go).hasCauseInstanceOf(TopicAuthorizationException.class);
  }

  private static int count(String topic) {
    return TopicReader.readAll(broker.plain(), topic).size();
  }

  private static void sendRubbish() {
    Random random = new Random(5);
    Settings anybody = TestSettings.of(broker.plain()).load();
    try (RecordSender sender = RecordSender.to(anybody)) {
      for (Topic<?> topic : READ_BY_SERVICES) {
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        boolean ofModel = topic.key() == Topic.Key.MODEL_NAME;
        String key = ofModel ? anybody.get(CommonSettings.MODEL) : "an-image";
        sender.send(NAMES.of(topic), key, bytes);
      }
      // No class of any release, which the trainer looks up.
      Label impossible = new Label(99, "test", Instant.now());
      sender.send(
          NAMES.of(Topics.LABELS),
          "another-image",
          Codecs.singleObject(NAMES).of(Topics.LABELS).encode(impossible));
      sender.flush();
    }
  }

  private static byte[] png() {
    ImageShape shape = new ImageShape(1, 28, 28);
    return ImageEncoder.png(PixelImage.of(shape, new byte[shape.size()])).content();
  }

  private static InputStream watch(int port) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live/events")).build(),
            HttpResponse.BodyHandlers.ofInputStream())
        .body();
  }

  private static int post(RunningService ingest, String path, byte[] body)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/%s".formatted(ingest.httpPort(), path)))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }
}
