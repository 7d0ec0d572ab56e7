package io.qahan.deploy.operate.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class TopicsCommandIT {
  private static final String LABELS = new TopicNames("qahan.").of(Topics.LABELS);

  @Test
  void shouldCreateTopicsOnceAndPrintWhereTheyDrift() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      assertThat(check(kafka).exitCode()).isEqualTo(1);
      assertThat(check(kafka).out()).contains(LABELS + ": exists is [false]");

      CommandRun create = topics("create", kafka);
      assertThat(create.exitCode()).as(create.err()).isZero();
      assertThat(create.out()).contains("created " + LABELS).contains("26 topics created");
      assertThat(topics("create", kafka).out()).contains("0 topics created");
      assertThat(check(kafka).exitCode()).isZero();
      assertThat(check(kafka).out()).contains("all topics are as wanted");

      setRetention(kafka, "1000");
      CommandRun drifted = check(kafka);
      assertThat(drifted.exitCode()).isEqualTo(1);
      assertThat(drifted.out())
          .contains(LABELS + ": retention.ms is [1000]")
          .contains("1 difference(s)");
    }
  }

  @Test
  void shouldSaySoWhenNoBrokerAnswers() {
    CommandRun run = CommandRun.withoutBroker("topics", "check");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("[127.0.0.1:1]")
        .contains("Is it running")
        .doesNotContain("\tat ");
  }

  private static CommandRun check(EmbeddedKafka kafka) {
    return topics("check", kafka);
  }

  private static CommandRun topics(String what, EmbeddedKafka kafka) {
    return CommandRun.of("topics", what, "--bootstrap-servers", kafka.bootstrapServers());
  }

  private static void setRetention(EmbeddedKafka kafka, String millis) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      AlterConfigOp change =
          new AlterConfigOp(new ConfigEntry("retention.ms", millis), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.TOPIC, LABELS), List.of(change)))
          .all()
          .get();
    }
  }
}
