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
      assertThat(secretOf(pod)).isEqualTo("qahan-" + name).isIn(Manifests.namesOf("KafkaUser"));
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
  void shouldRetrainOneAtATimeByAUserOfItsOwnAndOnlyWhenUnsuspended() throws IOException {
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
    assertThat(secretOf(pod)).isEqualTo("qahan-retrain").isIn(Manifests.namesOf("KafkaUser"));
  }

  @Test
  void shouldTakeEverySecretFromAFile() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(""), 2)) {
      for (Path file : files.filter(f -> f.toString().matches("kubernetes[^/]*/.*")).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("secretKeyRef");
      }
    }
  }

  @Test
  void shouldCloseEveryPodButForWhatItNeeds() throws IOException {
    JsonNode all = policy("services");
    assertThat(all.at("/spec/podSelector/matchLabels").size()).isEqualTo(1);
    assertThat(all.at("/spec/policyTypes").toString()).contains("Ingress", "Egress");
    String kafka = Manifests.kubernetesEnvironment().get("QAHAN_BOOTSTRAP_SERVERS");
    assertThat(all.at("/spec/egress/0/ports/0/port").asText()).isEqualTo(kafka.split(":", 2)[1]);
    for (JsonNode deployment : Manifests.kubernetes("Deployment")) {
      JsonNode labels = deployment.at("/spec/template/metadata/labels");
      all.at("/spec/podSelector/matchLabels")
          .fields()
          .forEachRemaining(
              label -> assertThat(labels.get(label.getKey())).isEqualTo(label.getValue()));
      assertThat(deployment.at("/spec/template/spec/containers/0/ports/0/name"))
          .isEqualTo(all.at("/spec/ingress/0/ports/0/port"));
    }
    assertThat(policy("ingest").at("/spec/podSelector/matchLabels"))
        .isEqualTo(deployment("ingest").at("/spec/selector/matchLabels"));
  }

  private static JsonNode policy(String name) throws IOException {
    return Manifests.kubernetes("NetworkPolicy").stream()
        .filter(policy -> policy.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The secret whose file a pod's only variable of its own names. */
  private static String secretOf(JsonNode pod) {
    JsonNode variable = pod.at("/containers/0/env/0");
    assertThat(variable.get("name").asText()).isEqualTo("QAHAN_KAFKA_SASL_JAAS_CONFIG_FILE");
    Path file = Path.of(variable.get("value").asText());
    for (JsonNode mount : pod.at("/containers/0/volumeMounts")) {
      if (mount.get("mountPath").asText().equals(file.getParent().toString())) {
        for (JsonNode volume : pod.get("volumes")) {
          if (volume.get("name").equals(mount.get("name"))) {
            assertThat(volume.at("/secret/items/0/path").asText())
                .isEqualTo(file.getFileName().toString());
            return volume.at("/secret/secretName").asText();
          }
        }
      }
    }
    throw new AssertionError("[" + file + "] is mounted from nowhere");
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
