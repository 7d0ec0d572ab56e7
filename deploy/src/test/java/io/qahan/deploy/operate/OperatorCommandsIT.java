package io.qahan.deploy.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class OperatorCommandsIT {
  private static final byte[] BYTES = {9, 8, 7};

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldListHeadsAndWriteTheControlsOfAnOperator() throws Exception {
    assertThat(cluster.run("heads", "list").out()).contains("No head was published yet");
    assertThat(cluster.run("heads", "pin", "1").err()).contains("No head was published yet");
    publishHeads();

    assertThat(cluster.run("heads", "list").out()).contains("3 of 3 heads").contains("live");
    JsonNode list = cluster.json("heads", "list", "--limit", "2");
    assertThat(list).hasSize(2);
    assertThat(list.get(1).get("version").asLong()).isEqualTo(3);
    assertThat(list.get(1).get("live").asBoolean()).isTrue();
    assertThat(cluster.run("heads", "show", "2").out()).contains("2 classes x 3 features");
    assertThat(cluster.json("heads", "diff", "1", "3").get("distance").asDouble())
        .isEqualTo(2 * Math.sqrt(8));

    CommandRun unknown = cluster.run("heads", "pin", "99");
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
      CommandRun run = cluster.run(command);
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    List<Control> controls = controls();
    assertThat(controls)
        .extracting(control -> control.getAction() + " " + control.getVersion())
        .containsExactly("PIN 2", "ROLL_BACK null", "ROLL_BACK 0", "FREEZE null", "RESUME null");
    assertThat(controls.get(0).getIssuedBy()).isEqualTo("ada");
    assertThat(controls.get(0).getReason()).isEqualTo("drift");
  }

  private void publishHeads() throws Exception {
    try (RecordSender sender = RecordSender.to(cluster.settings())) {
      for (long version = 1; version <= 3; version++) {
        float[] weights = new float[8];
        java.util.Arrays.fill(weights, version);
        Head head =
            Head.of(
                new HeadShape(2, 3, "a-stack"),
                new HeadLineage(version, version - 1, OptionalLong.empty()),
                new HeadProgress(
                    version, 10 * version, 0, 0.5, 0.9, Instant.EPOCH, OptionalLong.empty()),
                weights);
        sender.send(
            cluster.names().of(Topics.FC_HEADS),
            "default",
            Codecs.from(cluster.settings()).of(Topics.FC_HEADS).encode(head.toRecord()));
      }
      sender.flush();
    }
  }

  private List<Control> controls() throws Exception {
    List<Control> controls = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : cluster.read(cluster.names().of(Topics.CONTROL))) {
      assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("default");
      controls.add(Codecs.from(cluster.settings()).of(Topics.CONTROL).decode(record.value()));
    }
    return controls;
  }

  @Test
  void shouldSendTheLabelsOfAPersonAllOrNone(@TempDir Path directory) throws Exception {
    CommandRun one = cluster.run("label", "scan 7", "2", "--by", "ada");
    assertThat(one.exitCode()).as(one.err()).isZero();
    assertThat(one.out()).contains("[scan 7] is 2");

    Path file = directory.resolve("labels.csv");
    Files.writeString(file, "id,class,by\n\"a,b\",3,\nc,1,eva\n");
    assertThat(cluster.run("label", "--file", file.toString()).out()).contains("2 labels sent");
    Files.writeString(file, "id,class\nd,1\ne,star\n,4\nf\n");
    CommandRun bad = cluster.run("label", "--file", file.toString());
    assertThat(bad.exitCode()).isEqualTo(1);
    Files.writeString(file, "id,class\nd,1\ne,star\n,4\n");
    assertThat(cluster.run("label", "--file", file.toString()).err())
        .contains("No label was sent", "line 3", "[star] is no class: there are 10", "line 4");
    Files.writeString(file, "id,class\nStra\u00dfe,1\n", StandardCharsets.ISO_8859_1);
    assertThat(cluster.run("label", "--file", file.toString()).err()).contains("is not UTF-8");
    Files.writeString(file, "id;class\nd;1\n");
    assertThat(cluster.run("label", "--file", file.toString()).err())
        .contains("no column [id], only [id;class]");
    assertThat(cluster.run("label", "x", "12").exitCode()).isEqualTo(1);
    assertThat(cluster.run("label", "x").exitCode()).isEqualTo(2);

    List<String> labels = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : cluster.read(cluster.names().of(Topics.LABELS))) {
      Label label = Codecs.from(cluster.settings()).of(Topics.LABELS).decode(record.value());
      labels.add(
          "%s %d %s"
              .formatted(
                  new String(record.key(), StandardCharsets.UTF_8),
                  label.getLabel(),
                  label.getSource()));
    }
    assertThat(labels).containsExactlyInAnyOrder("scan 7 2 ada", "a,b 3 qahan label", "c 1 eva");
  }

  @Test
  void shouldSayHowFarAGroupIsBehind() throws Exception {
    String topic = cluster.names().of(Topics.PREDICTIONS);
    String group = cluster.names().prefix() + "readers";
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer();
        Admin admin = cluster.brokers().admin()) {
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(topic, 1, new byte[] {1}, BYTES)).get();
      }
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(2)))
          .all()
          .get();
    }

    assertThat(cluster.run("lag").out()).contains(group).contains(topic);
    JsonNode row = cluster.json("lag").get(0);
    assertThat(row.get("group").asText()).isEqualTo(group);
    assertThat(row.get("lag").asLong()).isEqualTo(3);
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
  }
}
