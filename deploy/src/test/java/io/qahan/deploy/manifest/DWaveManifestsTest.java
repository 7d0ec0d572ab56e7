package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.process.OnPath;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsLoader;
import io.qahan.worker.WorkerSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a QPU is paid for: the budget must outlive a worker, and the token be nobody else's. */
class DWaveManifestsTest {
  private static final String BUDGET_FILE = "QAHAN_WORKER_DWAVE_BUDGET_FILE";

  @Test
  void shouldGiveEachPodAVolumeForItsBudgetAndTheTokenFromASecret() throws Exception {
    List<JsonNode> rendered = rendered();
    for (JsonNode object : rendered) {
      KubernetesTypes.check(object);
    }
    JsonNode worker = object(rendered, "StatefulSet", "worker");
    JsonNode container = worker.at("/spec/template/spec/containers/0");
    String claim = worker.at("/spec/volumeClaimTemplates/0/metadata/name").asText();

    assertThat(mountedAt(container, claim)).isEqualTo(folderOf(environment().get(BUDGET_FILE)));
    assertThat(container.get("envFrom").findValuesAsText("name")).contains("dwave");
    assertThat(worker.at("/spec/template/metadata/labels"))
        .isEqualTo(worker.at("/spec/selector/matchLabels"));
    assertThat(object(rendered, "Service", worker.at("/spec/serviceName").asText())).isNotNull();
    assertThat(rendered)
        .filteredOn(object -> object.get("kind").asText().equals("Deployment"))
        .extracting(object -> object.at("/metadata/name").asText())
        .containsExactlyInAnyOrder("ingest", "trainer");
    assertThat(rendered).noneMatch(object -> object.get("kind").asText().equals("Secret"));
  }

  @Test
  void shouldScaleTheStatefulSetWithinOneBudgetOfTheDefaultSize() throws Exception {
    JsonNode scaled = object(rendered(), "ScaledObject", "worker");
    Settings settings =
        new SettingsLoader(SettingsOptions.known()).addEnvironment(environment()).load();
    Settings defaults = new SettingsLoader(SettingsOptions.known()).load();

    assertThat(scaled.at("/spec/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
    assertThat(
            settings
                .get(WorkerSettings.DWAVE_BUDGET)
                .multipliedBy(scaled.at("/spec/maxReplicaCount").asInt()))
        .isLessThanOrEqualTo(defaults.get(WorkerSettings.DWAVE_BUDGET));
  }

  @Test
  void shouldKeepTheBudgetOfComposesOneWorkerOnAVolume() throws IOException {
    JsonNode compose = YamlFile.read(Manifests.COMPOSE_DWAVE);
    JsonNode worker = compose.at("/services/worker");
    String[] volume = worker.at("/volumes/0").asText().split(":");

    assertThat(compose.get("volumes").has(volume[0])).isTrue();
    assertThat(folderOf(worker.at("/environment/" + BUDGET_FILE).asText())).isEqualTo(volume[1]);
    assertThat(Files.readString(Path.of("pom.xml")))
        .as("the image has the folder, open to the user that it runs as")
        .contains("<file>" + volume[1] + "</file>");
    assertThat(worker.get("container_name").asText()).as("cannot be scaled").isNotEmpty();
    assertThat(worker.at("/env_file/0").asText()).isEqualTo("dwave.env");
    assertThat(Files.readString(Path.of("..", ".gitignore"))).contains("/deploy/dwave.env");
  }

  @Test
  void shouldShowTheTokenOfAPlainHostToTheWorkerOnly() throws IOException {
    String unit = Files.readString(Manifests.SYSTEMD.resolve("qahan@.service"));
    String dropIn = Files.readString(Manifests.SYSTEMD.resolve(SystemdUnitsTest.DWAVE));
    String budget =
        Manifests.environmentFile(Manifests.SYSTEMD.resolve("worker.env")).get(BUDGET_FILE);

    assertThat(dropIn)
        .contains("LoadCredential=dwave.conf:/etc/qahan/dwave.conf")
        .contains("DWAVE_CONFIG_FILE=%d/dwave.conf");
    assertThat(unit)
        .contains("StateDirectory=qahan/%i")
        .contains("WorkingDirectory=/var/lib/qahan/%i");
    assertThat(Path.of(budget)).as("lies in the working directory").isRelative();
  }

  private static Map<String, String> environment() throws IOException {
    return Manifests.environmentFile(Manifests.KUBERNETES_DWAVE.resolve("dwave.env"));
  }

  private static List<JsonNode> rendered() throws Exception {
    String kubectl = OnPath.orSkip("kubectl").toString();
    OnPath.Run run =
        OnPath.run(List.of(kubectl, "kustomize", Manifests.KUBERNETES_DWAVE.toString()));
    assertThat(run.exitCode()).as(run.output()).isZero();
    return YamlFile.readAll(new StringReader(run.output()));
  }

  private static JsonNode object(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(o -> o.get("kind").asText().equals(kind))
        .filter(o -> o.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("There is no " + kind + " [" + name + "]"));
  }

  private static String mountedAt(JsonNode container, String volume) {
    for (JsonNode mount : container.get("volumeMounts")) {
      if (mount.get("name").asText().equals(volume)) {
        return mount.get("mountPath").asText();
      }
    }
    throw new AssertionError("[" + volume + "] is not mounted");
  }

  private static String folderOf(String file) {
    return Path.of(file).getParent().toString();
  }
}
