package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeTest {
  private JsonNode services;

  @BeforeEach
  void read() throws IOException {
    services = YamlFile.read(Manifests.COMPOSE).get("services");
  }

  @Test
  void shouldBeAcceptedByDockerCompose() throws Exception {
    assertAccepted(Manifests.COMPOSE.toString());
  }

  @Test
  void shouldBeAcceptedWithDWave(@TempDir Path directory) throws Exception {
    Path base = Files.copy(Manifests.COMPOSE, directory.resolve("compose.yaml"));
    Path more = Files.copy(Manifests.COMPOSE_DWAVE, directory.resolve("compose.dwave.yaml"));
    Files.writeString(directory.resolve("dwave.env"), "DWAVE_API_TOKEN=none\n");

    assertAccepted(base.toString(), "-f", more.toString());
  }

  private static void assertAccepted(String... files) throws Exception {
    String docker = OnPath.orSkip("docker").toString();
    boolean compose = OnPath.run(List.of(docker, "compose", "version")).exitCode() == 0;
    if (!compose) {
      System.out.println("SKIPPED: this docker has no [compose]");
    }
    Assumptions.assumeTrue(compose, "this docker has no [compose]");
    List<String> command = new ArrayList<>(List.of(docker, "compose", "-f"));
    command.addAll(List.of(files));
    command.addAll(List.of("config", "-q"));

    OnPath.Run run = OnPath.run(command);

    assertThat(run.exitCode()).as(run.output()).isZero();
  }

  @Test
  void shouldMountOnlyWhatIsThere() {
    for (JsonNode service : services) {
      for (JsonNode volume : service.path("volumes")) {
        String source = volume.asText().split(":", 2)[0];
        if (source.startsWith(".")) {
          assertThat(Path.of(source)).exists();
        }
      }
    }
  }

  @Test
  void shouldPublishEachPortOnceAndOnLoopbackOnly() {
    List<String> published = new ArrayList<>();
    for (JsonNode service : services) {
      for (JsonNode port : service.path("ports")) {
        assertThat(port.asText()).startsWith("127.0.0.1:");
        published.add(port.asText().split(":")[1]);
      }
    }
    assertThat(published).doesNotHaveDuplicates().contains("8080", "9090", "3000");
  }

  @Test
  void shouldHaveEveryBrokerVoteAndBeReachedWhereItSays() {
    List<String> voters = new ArrayList<>();
    Set<String> clusterIds = new HashSet<>();
    services
        .fields()
        .forEachRemaining(
            service -> {
              if (!service.getKey().startsWith("kafka-")) {
                return;
              }
              JsonNode environment = service.getValue().get("environment");
              clusterIds.add(environment.get("CLUSTER_ID").asText());
              voters.add(
                  "%s@%s:9093".formatted(environment.get("KAFKA_NODE_ID"), service.getKey()));
              String hostPort = service.getValue().at("/ports/0").asText().split(":")[1];
              assertThat(environment.get("KAFKA_ADVERTISED_LISTENERS").asText())
                  .isEqualTo(
                      "INTERNAL://%s:9092,HOST://localhost:%s"
                          .formatted(service.getKey(), hostPort));
            });
    assertThat(clusterIds).hasSize(1);
    assertThat(services.at("/kafka-1/environment/KAFKA_CONTROLLER_QUORUM_VOTERS").asText())
        .isEqualTo(String.join(",", voters));
  }

  @Test
  void shouldLetPrometheusScrapeEveryServiceAndGrafanaAskPrometheus() throws IOException {
    String port = Manifests.imageEnvironment().get("QAHAN_HTTP_PORT");
    JsonNode jobs = YamlFile.read(Path.of("prometheus", "prometheus.yml")).get("scrape_configs");
    List<String> scraped = new ArrayList<>();
    for (JsonNode job : jobs) {
      JsonNode target = job.at("/dns_sd_configs/0");
      assertThat(target.get("port").asText()).isEqualTo(port);
      scraped.add(target.at("/names/0").asText());
      assertThat(job.get("job_name").asText()).isEqualTo("qahan-" + target.at("/names/0").asText());
    }
    assertThat(scraped).containsExactlyInAnyOrder("ingest", "worker", "trainer");
    for (String service : scraped) {
      assertThat(services.get(service).at("/command/0").asText()).isEqualTo(service);
    }
    assertThat(
            Files.readString(Path.of("grafana", "provisioning", "datasources", "prometheus.yml")))
        .contains("http://prometheus:9090");
  }
}
