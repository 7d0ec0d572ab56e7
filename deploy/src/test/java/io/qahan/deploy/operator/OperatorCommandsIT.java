package io.qahan.deploy.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.send.RecordSender;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorCommandsIT {
  private static final byte[] BYTES = {9, 8, 7};

  private static EmbeddedKafka kafka;
  private static Settings settings;
  private static TopicNames names;

  @BeforeAll
  static void start(@TempDir Path state) throws Exception {
    kafka = EmbeddedKafka.temporary();
    settings = TestSettings.of(kafka.bootstrapServers(), state).load();
    names = TopicNames.from(settings);
    BrokerConnection.prepare(settings);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldListHeadsAndWriteTheControlsOfAnOperator() throws Exception {
    assertThat(run("heads", "list").out()).contains("No head was published yet");
    assertThat(run("heads", "pin", "1").err()).contains("No head was published yet");
    publishHeads();

    assertThat(run("heads", "list").out()).contains("3 of 3 heads").contains("live");
    JsonNode list = json(run("heads", "list", "--json", "--limit", "2"));
    assertThat(list).hasSize(2);
    assertThat(list.get(1).get("version").asLong()).isEqualTo(3);
    assertThat(list.get(1).get("live").asBoolean()).isTrue();
    assertThat(run("heads", "show", "2").out()).contains("2 classes x 3 features");
    assertThat(json(run("heads", "diff", "1", "3", "--json")).get("distance").asDouble())
        .isEqualTo(2 * Math.sqrt(8));

    CommandRun unknown = run("heads", "pin", "99");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("[99]").contains("1-3");

    for (String[] command :
        new String[][] {
          {"heads", "pin", "2", "--by", "ada", "--reason", "drift"},
          {"heads", "rollback"},
          {"heads", "rollback", "0"},
          {"training", "freeze"},
          {"training", "resume"}
        }) {
      CommandRun run = run(command);
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    List<Control> controls = controls();
    assertThat(controls)
        .extracting(control -> control.getAction() + " " + control.getVersion())
        .containsExactly("PIN 2", "ROLL_BACK null", "ROLL_BACK 0", "FREEZE null", "RESUME null");
    assertThat(controls.get(0).getIssuedBy()).isEqualTo("ada");
    assertThat(controls.get(0).getReason()).isEqualTo("drift");
  }

  private static void publishHeads() throws Exception {
    try (RecordSender sender = RecordSender.to(settings)) {
      for (long version = 1; version <= 3; version++) {
        float[] weights = new float[8];
        java.util.Arrays.fill(weights, version);
        Head head =
            Head.of(
                new HeadShape(2, 3, "a-stack"),
                new HeadLineage(version, version - 1, OptionalLong.empty()),
                new HeadProgress(version, 10 * version, 0.5, 0.9, Instant.EPOCH),
                weights);
        sender.send(
            names.of(Topics.FC_HEADS),
            "default",
            Codecs.from(settings).of(Topics.FC_HEADS).encode(head.toRecord()));
      }
      sender.flush();
    }
  }

  private static List<Control> controls() throws Exception {
    List<Control> controls = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(names.of(Topics.CONTROL))) {
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("default");
      controls.add(Codecs.from(settings).of(Topics.CONTROL).decode(record.value()));
    }
    return controls;
  }

  @Test
  void shouldSendADeadLetterBackOnceAsItWas() throws Exception {
    setAside(Topics.LABELS, "first");
    setAside(Topics.LABELS, "second");
    setAside(Topics.TRAINING_STATE, "default");

    assertThat(run("dlq", "list").out()).contains("3 of 3 dead letters").contains("labels-0@0");
    JsonNode letter = json(run("dlq", "show", "labels-0@1", "--json"));
    assertThat(letter.get("key").asText()).isEqualTo("second");
    assertThat(letter.get("cause").asText()).isEqualTo("test");
    assertThat(letter.get("replayed").asBoolean()).isFalse();

    assertThat(run("dlq", "replay").err()).contains("--all");
    assertThat(run("dlq", "replay", "labels-0@77").err()).contains("There is no dead letter");
    assertThat(run("dlq", "replay", "--topic", "labels", "--dry-run").out())
        .contains("2 would be sent back");
    assertThat(read(names.of(Topics.LABELS))).isEmpty();

    CommandRun first = run("dlq", "replay", "labels-0@0");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("sent back labels-0@0");
    CommandRun all = run("dlq", "replay", "--all");
    assertThat(all.exitCode()).isEqualTo(1); // the training state must be named by its id
    assertThat(all.out()).contains("sent back labels-0@1").contains("1 were replayed before");
    assertThat(read(names.of(Topics.TRAINING_STATE))).isEmpty();

    List<ConsumerRecord<byte[], byte[]>> back = read(names.of(Topics.LABELS));
    assertThat(back)
        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("first", "second");
    Headers original = new RecordHeaders().add("trace", new byte[] {1});
    assertThat(back).allMatch(record -> java.util.Arrays.equals(BYTES, record.value()));
    assertThat(back).allMatch(record -> record.headers().equals(original));

    assertThat(run("dlq", "replay", "--topic", "labels").out()).contains("0 sent back");
    assertThat(run("dlq", "list", "--topic", "labels").out()).contains("2 of 2").contains("yes");
    assertThat(run("dlq", "replay", "labels-0@1", "--again").exitCode()).isZero();
    assertThat(read(names.of(Topics.LABELS))).hasSize(3);
  }

  private static void setAside(Topic<?> topic, String key) throws Exception {
    Headers headers =
        new DeadLetter("test", "test", "not usable", names.of(topic), 0, 5)
            .addTo(new RecordHeaders().add("trace", new byte[] {1}));
    try (Producer<byte[], byte[]> producer = new Brokers(settings).producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  names.deadLettersOf(topic),
                  null,
                  key.getBytes(StandardCharsets.UTF_8),
                  BYTES,
                  headers))
          .get();
    }
  }

  @Test
  void shouldSayHowFarAGroupIsBehind() throws Exception {
    String topic = names.of(Topics.PREDICTIONS);
    try (Producer<byte[], byte[]> producer = new Brokers(settings).producer();
        Admin admin = new Brokers(settings).admin()) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(topic, 1, new byte[] {1}, BYTES)).get();
      }
      admin
          .alterConsumerGroupOffsets(
              "qahan.readers", Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(2)))
          .all()
          .get();
    }

    assertThat(run("lag").out()).contains("qahan.readers").contains(topic);
    JsonNode row = json(run("lag", "--json")).get(0);
    assertThat(row.get("group").asText()).isEqualTo("qahan.readers");
    assertThat(row.get("lag").asLong()).isEqualTo(3);
  }

  @Test
  void shouldFindATopicThatWouldLoseWhatItHolds() throws Exception {
    CommandRun sound = run("doctor");
    assertThat(sound.out()).contains("metadata version").contains("share groups are on");
    assertThat(sound.out()).contains("qahan worker").contains("PyTorch");
    assertThat(sound.exitCode()).as(sound.out()).isZero();

    String heads = names.of(Topics.FC_HEADS);
    setCleanupPolicy(heads, "delete");
    try {
      CommandRun faulty = run("doctor", "--json");
      assertThat(faulty.exitCode()).isEqualTo(1);
      assertThat(json(faulty).get("faults").asInt()).isEqualTo(1);
      assertThat(faulty.out()).contains(heads).contains("cleanup.policy=compact");
    } finally {
      setCleanupPolicy(heads, "compact");
    }
  }

  @Test
  void shouldFindAShareGroupThatReadsWhatWasAborted() throws Exception {
    try (ShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "qahan.qubo-workers-share"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(names.of(Topics.MASK_REQUESTS)));
      await()
          .atMost(Duration.ofSeconds(30))
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                return run("lag").out().contains("qahan.qubo-workers-share");
              });

      CommandRun doctor = run("doctor");

      assertThat(doctor.exitCode()).isEqualTo(1);
      assertThat(doctor.out())
          .contains("share.isolation.level is [read_uncommitted]")
          .contains("share.isolation.level=read_committed");
    } finally {
      try (Admin admin = new Brokers(settings).admin()) {
        admin.deleteShareGroups(List.of("qahan.qubo-workers-share")).all().get();
      }
    }
  }

  @Test
  void shouldCopyAStreamUnderAFreshPrefix() throws Exception {
    Instant before = Instant.now();
    try (Producer<byte[], byte[]> producer = new Brokers(settings).producer()) {
      for (int i = 0; i < 20; i++) {
        byte[] key = ("image-" + i).getBytes(StandardCharsets.UTF_8);
        producer
            .send(
                new ProducerRecord<>(
                    names.of(Topics.IMAGES),
                    null,
                    key,
                    new byte[] {(byte) i},
                    new RecordHeaders().add("trace", key)))
            .get();
      }
    }

    CommandRun copied =
        run("replay", "--from", before.toString(), "--into", "again.", "--rate", "0");

    assertThat(copied.exitCode()).as(copied.err()).isZero();
    assertThat(copied.out()).contains("20 images").contains("topic.prefix=again.");
    assertThat(texts(read("again.images.v1")))
        .containsExactlyInAnyOrderElementsOf(texts(read(names.of(Topics.IMAGES))));
    CommandRun twice = run("replay", "--from", "1h", "--into", "again.");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("not fresh");
    CommandRun none =
        run("replay", "--from", before.toString(), "--until", before.toString(), "--into", "no.");
    assertThat(none.out()).contains("0 images and 0 labels");
  }

  private static List<String> texts(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .map(
            record ->
                record.partition()
                    + new String(record.key(), StandardCharsets.UTF_8)
                    + record.value()[0]
                    + record.headers())
        .toList();
  }

  private static void setCleanupPolicy(String topic, String policy) throws Exception {
    try (Admin admin = new Brokers(settings).admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  @Test
  void shouldSayWhatToTryWhenNoBrokerAnswers() {
    String[] nowhere = {
      "--bootstrap-servers",
      "127.0.0.1:1",
      "-D",
      "kafka.default.api.timeout.ms=500",
      "-D",
      "kafka.request.timeout.ms=400",
      "-D",
      "kafka.max.block.ms=500"
    };
    for (String command : List.of("heads list", "training freeze", "dlq list", "lag")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
      arguments.addAll(List.of(nowhere));

      CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

      assertThat(run.exitCode()).as(command).isEqualTo(1);
      assertThat(run.err()).as(command).contains("[127.0.0.1:1]").contains("Is it running");
    }
    List<String> doctor = new ArrayList<>(List.of("doctor"));
    doctor.addAll(List.of(nowhere));
    CommandRun run = CommandRun.of(doctor.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("no broker answers at [127.0.0.1:1]").contains("qahan broker");
  }

  private static CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap-servers", kafka.bootstrapServers()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) throws Exception {
    return JsonMapper.builder().build().readTree(run.out());
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return TopicReader.readAll(kafka.bootstrapServers(), topic);
  }
}
