package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.rights.RecordingAuthorizer;
import io.qahan.deploy.rights.SecuredBroker;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.ingest.model.ModelFile;
import io.qahan.schemas.rights.Right;
import io.qahan.schemas.rights.Rights;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A candidate in shadow, against a broker that lets nobody do what was not granted. */
@Timeout(300)
class ShadowRightsIT {
  private static final TopicNames NAMES = new TopicNames("qahan.");
  private static final Path MODEL = Path.of("models/mnist.qahan");
  private static final String USER = "retrains-in-shadow";

  /** What is used only when topics have got more partitions, or by a worker of a share group. */
  private static final List<String> ELSEWHERE =
      List.of(
          "Alter on topics that begin with [qahan.shadow-]",
          "AlterConfigs on groups that begin with [qahan.shadow-]");

  @TempDir Path directory;
  private SecuredBroker broker;
  private TestSettings user;

  @BeforeEach
  void startBroker() throws Exception {
    broker = SecuredBroker.start(directory);
    CommandRun made = CommandRun.of("topics", "create", "--bootstrap-servers", broker.plain());
    assertThat(made.exitCode()).as(made.err()).isZero();
    broker.addUser(USER);
    broker.grant(USER, Rights.of(Role.RETRAIN, NAMES));
    user = broker.settings(USER, directory.resolve("state")).with("model", "mnist");
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Test
  void shouldAnswerInShadowWithExactlyItsRightsAndLeaveNothing() throws Exception {
    broker.grant(USER, Rights.of(Role.SHADOW, NAMES));
    Path candidate = Files.copy(MODEL, directory.resolve("candidate.qahan"));
    StringWriter said = new StringWriter();

    FutureTask<Optional<String>> shadow =
        new FutureTask<>(
            () ->
                Shadow.objection(
                    new Shadow.Terms(Duration.ofSeconds(1), 1000),
                    new Brokers(user.load()),
                    candidate,
                    ModelFile.read(candidate).classes(),
                    new TerminalLine(new PrintWriter(said), false)));
    new Thread(shadow, "shadow").start();
    Brokers all = new Brokers(TestSettings.of(broker.plain()).load());
    try (Producer<byte[], byte[]> producer = all.producer()) {
      for (int sent = 0; !shadow.isDone(); sent++) {
        InvertedDigits.sendOfClass(all, 3, sent, 1);
        String answers = NAMES.of(Topics.PREDICTIONS);
        var unused = producer.send(new ProducerRecord<>(answers, new byte[] {1}, new byte[1]));
      }
    }

    assertThat(shadow.get().orElseThrow()).contains("images that both answered in 1 s");
    assertThat(said.toString()).contains("the candidate answers in shadow for 1 s");
    assertThat(RecordingAuthorizer.refused(USER, ResourceType.TRANSACTIONAL_ID)).isEmpty();
    assertThat(RecordingAuthorizer.idle(USER, Rights.of(Role.SHADOW, NAMES)))
        .extracting(Right::text)
        .containsExactlyInAnyOrderElementsOf(ELSEWHERE);
    try (Admin admin = all.admin()) {
      assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.contains("shadow-"));
      assertThat(Brokers.groupStates(admin).keySet()).noneMatch(group -> group.contains("shadow-"));
    }
  }

  @Test
  void shouldSayBeforeItTrainsWhichRightsTheShadowLacks() {
    CommandRun run = CommandRun.of(user.command("retrain", "--last", "100", "--shadow", "1s"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("Create on topics that begin with [qahan.shadow-]", "qahan acls --role shadow");
    CommandRun without = CommandRun.of(user.command("retrain", "--last", "100"));
    assertThat(without.err()).doesNotContain("qahan acls");
  }
}
