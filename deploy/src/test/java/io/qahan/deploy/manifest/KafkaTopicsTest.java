package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsLoader;
import io.qahan.schemas.topic.TopicProvisioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/** Strimzi's topics and users against our catalogue. */
class KafkaTopicsTest {
  @Test
  void shouldBeTheTopicsOfTheCatalogueWithTheClustersSettings() throws IOException {
    Settings settings = settings();
    Map<String, String> wanted = new TreeMap<>();
    for (NewTopic topic : new TopicProvisioner(null, settings).wanted()) {
      wanted.put(
          topic.name(),
          "%d partitions, %d replicas, %s"
              .formatted(
                  topic.numPartitions(),
                  topic.replicationFactor(),
                  new TreeMap<>(topic.configs())));
    }

    Map<String, String> found = new TreeMap<>();
    for (JsonNode topic : Manifests.kubernetes("KafkaTopic")) {
      JsonNode spec = topic.get("spec");
      found.put(
          topic.at("/metadata/name").asText(),
          "%d partitions, %d replicas, %s"
              .formatted(
                  spec.get("partitions").asInt(),
                  spec.get("replicas").asInt(),
                  new TreeMap<>(Manifests.textsOf(spec.get("config")))));
    }

    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void shouldBeTheUsersThatAclsPrints() throws IOException {
    CommandRun printed =
        CommandRun.of(
            "acls",
            "--strimzi",
            "--role",
            "ingest",
            "--role",
            "worker",
            "--role",
            "trainer",
            "--role",
            "retrain");

    assertThat(Files.readString(Manifests.KUBERNETES.resolve("users.yaml")))
        .isEqualTo(printed.out());
    assertThat(Manifests.namesOf("KafkaUser"))
        .containsExactly("qahan-ingest", "qahan-worker", "qahan-trainer", "qahan-retrain");
  }

  @Test
  void shouldBeTheRightsOfThePage() throws IOException {
    String page = Files.readString(Path.of("docs/rights.md"));

    assertThat(page).endsWith(CommandRun.of("acls", "--table").out());
  }

  @Test
  void shouldBelongToTheClusterThatTheServicesConnectTo() throws IOException {
    JsonNode cluster = Manifests.kubernetes("Kafka").get(0);
    String name = cluster.at("/metadata/name").asText();
    JsonNode listener = cluster.at("/spec/kafka/listeners/0");

    assertThat(settings().get(CommonSettings.BOOTSTRAP_SERVERS))
        .isEqualTo(name + "-kafka-bootstrap:" + listener.get("port").asInt());
    assertThat(listener.at("/authentication/type").asText().replace('-', '_'))
        .isEqualToIgnoringCase(
            settings().kafkaClient().get("sasl.mechanism").toString().replace('-', '_'));
    for (String kind : List.of("KafkaTopic", "KafkaUser", "KafkaNodePool")) {
      assertThat(Manifests.kubernetes(kind))
          .allSatisfy(
              object ->
                  assertThat(object.at("/metadata/labels/strimzi.io~1cluster").asText())
                      .isEqualTo(name));
    }
  }

  private static Settings settings() throws IOException {
    return new SettingsLoader(SettingsOptions.known())
        .addEnvironment(Manifests.kubernetesEnvironment())
        .load();
  }
}
