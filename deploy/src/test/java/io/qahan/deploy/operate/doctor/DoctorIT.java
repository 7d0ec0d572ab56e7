package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The command, on setups that are broken, and on the same ones when its advice was followed. */
@Timeout(180)
class DoctorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldNameEachFaultOfABrokenSetupAndACureThatCures() throws Exception {
    String heads = cluster.names().of(Topics.FC_HEADS);
    String controls = cluster.names().of(Topics.CONTROL);
    cluster.set(ConfigResource.Type.TOPIC, heads, "cleanup.policy", "delete");
    cluster.set(ConfigResource.Type.TOPIC, controls, "min.compaction.lag.ms", "604800000");
    try (SapiEmulator emulator = emulator();
        ShareConsumer<byte[], byte[]> worker = workerThatSetsNothing()) {
      String broken = examined(emulator, SecretToken.WRONG, 1);

      assertThat(broken)
          .contains(heads + ": cleanup.policy is [delete]")
          .contains("--entity-name " + heads + " --add-config cleanup.policy=compact")
          .contains(controls + ": min.compaction.lag.ms is [604800000]")
          .contains("--entity-name " + controls + " --add-config min.compaction.lag.ms=7776000000")
          .contains("share.isolation.level is [read_uncommitted]")
          .contains("--entity-name " + shareGroup() + " --add-config share.isolation.level=read_c")
          .contains("share.auto.offset.reset is [latest]")
          .contains("--entity-name " + shareGroup() + " --add-config share.auto.offset.reset=earl")
          .contains("fault     d-wave")
          .contains("set DWAVE_API_TOKEN")
          .contains("4 fault(s)")
          .doesNotContain(SecretToken.MARK);

      cluster.set(ConfigResource.Type.TOPIC, heads, "cleanup.policy", "compact");
      cluster.set(ConfigResource.Type.TOPIC, controls, "min.compaction.lag.ms", "7776000000");
      cluster.set(
          ConfigResource.Type.GROUP, shareGroup(), "share.isolation.level", "read_committed");
      cluster.set(ConfigResource.Type.GROUP, shareGroup(), "share.auto.offset.reset", "earliest");

      assertThat(examined(emulator, SecretToken.RIGHT, 0))
          .contains("all topics are as the catalogue wants them")
          .contains("share group [" + shareGroup() + "] is set up")
          .contains("share groups are on")
          .contains("PyTorch")
          .contains("is online")
          .contains("0 fault(s)")
          .doesNotContain(SecretToken.MARK);
    }
  }

  private String shareGroup() {
    return cluster.names().prefix() + "qubo-workers-share";
  }

  private static SapiEmulator emulator() throws Exception {
    return SapiEmulator.start(
        new SapiEmulator.Options(
            0, SecretToken.RIGHT, List.of(Topology.parse("zephyr:2").fullYield()), false, 1));
  }

  /** As a client does that knows nothing of the group's settings; returns when it is a member. */
  private ShareConsumer<byte[], byte[]> workerThatSetsNothing() {
    ShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers(), "group.id", shareGroup()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(List.of(cluster.names().of(Topics.MASK_REQUESTS)));
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              consumer.poll(Duration.ofMillis(100));
              return cluster.run("lag").out().contains(shareGroup());
            });
    return consumer;
  }

  /** What the command says as a process, which is where a token comes from. */
  private String examined(SapiEmulator emulator, String token, int exitCode) {
    try (QahanProcess doctor =
        QahanProcess.start(
            Map.of("DWAVE_API_ENDPOINT", emulator.endpoint().toString(), "DWAVE_API_TOKEN", token),
            cluster.command("doctor", "-D", "worker.solvers=dwave,greedy"))) {
      doctor.awaitLine("fault(s)"); // its last line
      assertThat(doctor.awaitExit(PATIENCE)).as(doctor.output()).isEqualTo(exitCode);
      return doctor.output();
    }
  }

  @Test
  void shouldSeeWhatBecomesOfTheNewestRecords() throws Exception {
    int unknown = 120;
    try (RecordSender sender = RecordSender.to(cluster.settings())) {
      for (int i = 0; i < 100; i++) {
        send(sender, Topics.PREDICTIONS, "image-" + i, degradedAnswer());
      }
      for (int i = 0; i < unknown; i++) {
        send(sender, Topics.LABELS, "elsewhere-" + i, new Label(3, "", Instant.EPOCH));
      }
      sender.flush();
    }
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      DeadLetter letter = new DeadLetter("result", "wrong-shape", "it is", "t", 0, 0);
      producer
          .send(
              new ProducerRecord<>(
                  cluster.names().deadLettersOf(Topics.MASK_RESULTS),
                  null,
                  new byte[] {'a'},
                  new byte[] {'b'},
                  letter.addTo(new RecordHeaders())))
          .get();
    }

    assertThat(cluster.run("doctor").out())
        .contains("100 of the last 100 answers are degraded, 100 of them because no mask came")
        .contains("head 0, which is untrained, gives the answers")
        .contains("120 of the last 120 labels have led to nothing; of 120 no image is known")
        .contains(
            "1 record(s) of [mask-results] became dead letters within the last hour: 1 wrong-s");
  }

  private <T extends SpecificRecord> void send(
      RecordSender sender, Topic<T> topic, String id, T value) {
    sender.send(
        cluster.names().of(topic), id, Codecs.from(cluster.settings()).of(topic).encode(value));
  }

  /** As ingest makes them at the deadline: without the stages of a worker. */
  private static Prediction degradedAnswer() {
    return new Prediction(
        0,
        LittleEndian.floats(new float[10]),
        0L,
        "",
        "a-stack",
        ByteBuffer.allocate(2),
        List.of(4, 4),
        "greedy",
        SolveOutcome.EXPIRED,
        -1.0,
        -1.0,
        null,
        true,
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        Map.of("total", 2000.0),
        "");
  }

  @Test
  void shouldCountItsFindingsForMachines() throws Exception {
    JsonNode diagnosis = cluster.json("doctor");

    assertThat(diagnosis.get("faults").asInt()).isZero();
    assertThat(diagnosis.get("warnings").asInt()).isPositive(); // nobody is in the groups
    assertThat(diagnosis.get("findings")).isNotEmpty();
  }

  @Test
  void shouldSayWhereTheBrokersAreToBeSetWhenNoneAnswers() {
    CommandRun run = CommandRun.withoutBroker("doctor");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("fault     broker      no broker answers at [127.0.0.1:1]")
        .contains("-> start one, or set --bootstrap-servers")
        .contains("qahan broker");
  }
}
