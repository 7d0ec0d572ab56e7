package io.qahan.deploy.rights;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that sign, and somebody who may write to every topic but has no key. */
class SignedRecordsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int IMAGES = 60;

  @Test
  void shouldRefuseCountAndNameWhateverIsForgedAndGoOn(@TempDir Path state) throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings anybody =
          TestSettings.of(kafka.bootstrapServers(), state).with("trainer.publish.every", "1");
      TestSettings reading =
          anybody.with(CommonSettings.SIGNING_TRUSTED.name(), pem("PUBLIC", key.getPublic()));
      TestSettings signing =
          reading.with(CommonSettings.SIGNING_KEY.name(), pem("PRIVATE", key.getPrivate()));
      try (RunningService ingest = RunningService.ingest(reading.load());
          RunningService worker = RunningService.worker(reading.load());
          RunningService trainer = RunningService.trainer(signing.load())) {
        answered("before", anybody);
        await().atMost(PATIENCE).until(() -> served(ingest) > 0);
        assertThat(values(anybody, Topics.FC_HEADS)).isNotEmpty();
        assertThat(unsigned(anybody)).isZero();
        assertDoctorSays(reading, 0, "the newest heads, states, orders and releases are signed");

        forge(anybody.load());

        // Of states ingest reads only the newest, when a head comes that it does not know.
        for (Topic<?> topic :
            List.of(Topics.FC_HEADS, Topics.CONTROL, Topics.MODELS, Topics.RETRAININGS)) {
          await()
              .alias("ingest refuses " + topic.base())
              .atMost(PATIENCE)
              .until(() -> refused(ingest, topic) > 0);
        }
        for (Topic<?> topic : List.of(Topics.CONTROL, Topics.TRAINING_STATE)) {
          await()
              .alias("the trainer refuses " + topic.base())
              .atMost(PATIENCE)
              .until(() -> refused(trainer, topic) > 0);
        }
        double before = served(ingest);
        answered("after", anybody); // which a trainer that was frozen would not learn from
        await().atMost(PATIENCE).until(() -> served(ingest) > before);
        assertThat(served(ingest)).isLessThan(FORGED_VERSION);
        for (RunningService service : List.of(ingest, worker, trainer)) {
          assertThat(service.health().get().ready()).as(service.name()).isTrue();
        }
        assertDoctorSays(
            reading, 1, "records that no trusted key has signed", "fc-heads", "control");

        CommandRun unsigned = CommandRun.of(reading.command("training", "freeze"));
        assertThat(unsigned.exitCode()).isEqualTo(2);
        assertThat(unsigned.err()).contains("[security.signing.key] is not set");
        assertThat(CommandRun.of(signing.command("training", "freeze")).exitCode()).isZero();
        await()
            .atMost(PATIENCE)
            .until(() -> last(values(anybody, Topics.TRAINING_STATE)).getFrozen());
      }
      // A trainer that comes later begins with its own state, not with the forged one.
      forge(anybody.load());
      try (RunningService trainer = RunningService.trainer(signing.load())) {
        await().atMost(PATIENCE).until(() -> refused(trainer, Topics.TRAINING_STATE) > 0);
        assertThat(trainer.health().get().live()).isTrue();
      }
    }
  }

  private static final long FORGED_VERSION = 1_000_000;

  private static void forge(Settings anybody) throws Exception {
    TestSettings given = TestSettings.of(anybody.get(CommonSettings.BOOTSTRAP_SERVERS));
    FcHead head = last(values(given, Topics.FC_HEADS));
    TrainingState state = last(values(given, Topics.TRAINING_STATE));
    try (RecordSender sender = RecordSender.to(anybody)) {
      send(sender, Topics.FC_HEADS, FcHead.newBuilder(head).setVersion(FORGED_VERSION).build());
      send(
          sender,
          Topics.TRAINING_STATE,
          TrainingState.newBuilder(state)
              .setFrozen(true)
              .setLive(FcHead.newBuilder(head).setVersion(FORGED_VERSION).build())
              .build());
      send(
          sender,
          Topics.CONTROL,
          new Control(ControlAction.FREEZE, null, "nobody", "", Instant.now()));
      send(
          sender,
          Topics.RETRAININGS,
          RetrainStep.newBuilder()
              .setRetraining("forged")
              .setStage(RetrainStage.DUE)
              .setCause(RetrainCause.HAND)
              .setIssuedAt(Instant.now())
              .build());
      sender.send(NAMES.of(Topics.MODELS), MODEL, new byte[100]);
      sender.flush();
    }
  }

  private static final TopicNames NAMES = new TopicNames("qahan.");
  private static final String MODEL = CommonSettings.MODEL.fallback().orElseThrow();

  private static <T extends SpecificRecord> void send(
      RecordSender sender, Topic<T> topic, T value) {
    sender.send(NAMES.of(topic), MODEL, Codecs.singleObject(NAMES).of(topic).encode(value));
  }

  private static void answered(String name, TestSettings settings) throws InterruptedException {
    try (BackgroundStream stream =
        BackgroundStream.start(
            name, settings.load(), new StreamPlan(IMAGES, 0, new LabelTiming.Now(), 0))) {
      assertThat(stream.await().predictions()).isEqualTo(IMAGES);
    }
  }

  private static void assertDoctorSays(TestSettings settings, int exitCode, String... texts) {
    CommandRun doctor = CommandRun.of(settings.command("doctor"));
    assertThat(doctor.out()).contains(texts);
    assertThat(doctor.exitCode()).as(doctor.out()).isEqualTo(exitCode);
  }

  private static long unsigned(TestSettings settings) {
    return Signatures.SIGNED.stream()
        .flatMap(
            topic ->
                TopicReader.readAll(
                    settings.load().get(CommonSettings.BOOTSTRAP_SERVERS), NAMES.of(topic))
                    .stream())
        .filter(record -> record.headers().lastHeader(Signatures.HEADER) == null)
        .count();
  }

  private static double served(RunningService ingest) {
    return ingest.meters().get("qahan.head.version").gauge().value();
  }

  private static double refused(RunningService service, Topic<?> topic) {
    return service
        .meters()
        .get("qahan.signatures.refused")
        .tag("topic", topic.base())
        .counter()
        .count();
  }

  private static <T extends SpecificRecord> List<T> values(TestSettings settings, Topic<T> topic)
      throws Exception {
    return TopicReader.values(settings.load(), topic);
  }

  private static <T> T last(List<T> values) {
    return values.get(values.size() - 1);
  }

  private static String pem(String kind, Key key) {
    return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
        .formatted(
            kind,
            Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key.getEncoded()),
            kind);
  }
}
