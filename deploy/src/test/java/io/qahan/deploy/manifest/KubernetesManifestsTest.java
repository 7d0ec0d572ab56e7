package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.operate.retrain.RetrainCommand;
import io.qahan.deploy.process.OnPath;
import io.qahan.schemas.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KubernetesManifestsTest {
  private static final Set<String> SERVICES = Set.of("ingest", "worker", "trainer");

  @Test
  void shouldHaveOnlyFieldsThatKubernetesKnows() throws IOException {
    for (JsonNode object : Manifests.kubernetes()) {
      KubernetesTypes.check(object);
    }
  }

  @Test
  void shouldRefuseAFieldThatKubernetesDoesNotKnow() throws IOException {
    JsonNode misspelt =
        JsonMapper.builder()
            .build()
            .readTree("{\"kind\":\"Service\",\"spec\":{\"ports\":[{\"targetport\":1}]}}");

    assertThatThrownBy(() -> KubernetesTypes.check(misspelt)).hasMessageContaining("targetport");
  }

  @Test
  void shouldBeListedInTheKustomization() throws IOException {
    Set<String> listed = new TreeSet<>(Set.of("kustomization.yaml"));
    Manifests.kustomization().get("resources").forEach(file -> listed.add(file.asText()));
    Manifests.kustomization().get("configurations").forEach(file -> listed.add(file.asText()));
    try (Stream<Path> files = Files.list(Manifests.KUBERNETES)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(f -> f.endsWith(".yaml")))
          .containsExactlyInAnyOrderElementsOf(listed);
    }
  }

  @Test
  void shouldRenderWithKubectl() throws Exception {
    String kubectl = OnPath.orSkip("kubectl").toString();

    OnPath.Run run = OnPath.run(List.of(kubectl, "kustomize", Manifests.KUBERNETES.toString()));

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output().lines().filter(line -> line.startsWith("kind: ")))
        .hasSize(Manifests.kubernetes().size() + 1); // and the generated ConfigMap
    assertThat(run.output())
        .as("its name has a hash behind it, wherever it is named")
        .containsPattern("configMapRef:\\s+name: qahan-[a-z0-9]{10}\\s")
        .doesNotContainPattern("configMapRef:\\s+name: qahan\\s");
  }

  @Test
  void shouldRunEveryServiceWithoutRootProbedAndBounded() throws IOException {
    List<JsonNode> deployments = Manifests.kubernetes("Deployment");
    assertThat(Manifests.namesOf("Deployment")).containsExactlyInAnyOrderElementsOf(SERVICES);
    String port = Manifests.imageEnvironment().get("QAHAN_HTTP_PORT");
    for (JsonNode deployment : deployments) {
      JsonNode pod = deployment.at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");
      String name = deployment.at("/metadata/name").asText();

      assertThat(container.at("/args/0").asText()).isEqualTo(name);
      assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(port);
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertThat(container.get(probe).at("/httpGet/port").asText())
            .isEqualTo(container.at("/ports/0/name").asText());
      }
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
      assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
          .isFalse();
      assertThat(pod.path("enableServiceLinks").asBoolean(true))
          .as("a cluster called qahan would make settings of its services' addresses")
          .isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
      assertThat(container.at("/env/0/valueFrom/secretKeyRef/name").asText())
          .isIn(Manifests.namesOf("KafkaUser"));
      assertThat(pod.get("terminationGracePeriodSeconds").asInt())
          .as("Kafka Streams may take 30 s to close")
          .isGreaterThan(30);
    }
  }

  @Test
  void shouldKeepAnInstanceOfEachServiceThroughDisruptions() throws IOException {
    assertThat(Manifests.namesOf("PodDisruptionBudget"))
        .containsExactlyInAnyOrderElementsOf(SERVICES);
    for (JsonNode budget : Manifests.kubernetes("PodDisruptionBudget")) {
      JsonNode deployment = deployment(budget.at("/metadata/name").asText());
      assertThat(deployment.at("/spec/template/metadata/labels"))
          .isEqualTo(budget.at("/spec/selector/matchLabels"));
    }
  }

  @Test
  void shouldScaleDeploymentsThatAreThereUpToOneInstanceForEachPartition() throws IOException {
    int partitions =
        Integer.parseInt(Manifests.kubernetesEnvironment().get("QAHAN_TOPIC_PARTITIONS"));
    List<JsonNode> scaled = Manifests.kubernetes("ScaledObject");
    assertThat(scaled).hasSize(2);
    for (JsonNode object : scaled) {
      JsonNode deployment = deployment(object.at("/spec/scaleTargetRef/name").asText());
      assertThat(deployment.at("/spec/replicas").isMissingNode())
          .as("a number that KEDA would have to fight for")
          .isTrue();
      assertThat(object.at("/spec/maxReplicaCount").asInt()).isLessThanOrEqualTo(partitions);
      assertThat(object.at("/spec/minReplicaCount").asInt()).isGreaterThan(1);
    }
  }

  @Test
  void shouldRetrainOneAtATimeByTheTrainersUserAndOnlyWhenUnsuspended() throws IOException {
    JsonNode spec = Manifests.kubernetes("CronJob").get(0).get("spec");
    assertThat(spec.get("suspend").asBoolean()).isTrue();
    assertThat(spec.get("concurrencyPolicy").asText()).isEqualTo("Forbid");
    JsonNode pod = spec.at("/jobTemplate/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    List<String> arguments = new ArrayList<>();
    container.get("args").forEach(argument -> arguments.add(argument.asText()));

    assertThat(arguments.remove(0)).isEqualTo("retrain");
    assertThat(new CommandLine(new RetrainCommand()).parseArgs(arguments.toArray(String[]::new)))
        .satisfies(parsed -> assertThat(parsed.hasMatchedOption("--due")).isTrue());
    assertThat(pod.get("restartPolicy").asText()).isEqualTo("Never");
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    assertThat(container.at("/env/0/valueFrom/secretKeyRef/name").asText())
        .isEqualTo("qahan-trainer");
  }

  @Test
  void shouldRetrainAsTheCronJobDoesWhenOneIsDue() throws IOException {
    JsonNode scaled = Manifests.kubernetes("ScaledJob").get(0);
    assertThat(scaled.at("/metadata/annotations/autoscaling.keda.sh~1paused").asText())
        .as("the CronJob and it would start the same")
        .isEqualTo("true");
    JsonNode spec = scaled.get("spec");
    assertThat(spec.get("maxReplicaCount").asInt()).isEqualTo(1);
    assertThat(spec.at("/triggers/0/metadata/query").asText())
        .isEqualTo("max(%s)".formatted(Metric.RETRAIN_DUE.meter().replace('.', '_')));
    assertThat(spec.at("/jobTargetRef/template"))
        .isEqualTo(Manifests.kubernetes("CronJob").get(0).at("/spec/jobTemplate/spec/template"));
  }

  private static JsonNode deployment(String name) throws IOException {
    return Manifests.kubernetes("Deployment").stream()
        .filter(deployment -> deployment.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
