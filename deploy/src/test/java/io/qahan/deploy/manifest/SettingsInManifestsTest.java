package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class SettingsInManifestsTest {
  private static final Pattern VARIABLE = Pattern.compile("\\bQAHAN_[A-Z0-9_]+");

  /** The launcher's own two, and compose's variable for the image. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("QAHAN_OPTS", "QAHAN_ARCHIVE", "QAHAN_IMAGE");

  @Test
  void shouldNameNoSettingThatDoesNotExist() throws IOException {
    Set<String> unknown = new TreeSet<>();
    int found = 0;
    for (Path file : files()) {
      Matcher variables = VARIABLE.matcher(Files.readString(file));
      while (variables.find()) {
        found++;
        if (!exists(variables.group())) {
          unknown.add(variables.group() + " in " + file);
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(found).isGreaterThan(20);
  }

  @Test
  void shouldGiveEachServiceValuesThatItTakes() throws IOException {
    load(Manifests.imageEnvironment());
    load(Manifests.kubernetesEnvironment());
    load(Manifests.environmentFile(Manifests.KUBERNETES_DWAVE.resolve("dwave.env")));
    for (JsonNode service : YamlFile.read(Manifests.COMPOSE).get("services")) {
      if (service.get("image").asText().contains("QAHAN_IMAGE")) {
        load(Manifests.textsOf(service.get("environment")));
      }
    }
    for (JsonNode service : YamlFile.read(Manifests.COMPOSE_DWAVE).get("services")) {
      load(Manifests.textsOf(service.get("environment")));
    }
    for (String service : new String[] {"common", "ingest", "worker", "trainer"}) {
      load(Manifests.environmentFile(Manifests.SYSTEMD.resolve(service + ".env")));
    }
  }

  @Test
  void shouldRunTheImageWithTheEnvironmentOfTheLauncher() throws IOException {
    Matcher exports =
        Pattern.compile("\\b([A-Z_]+)=(\\w+)")
            .matcher(
                Files.readAllLines(Path.of("qahan")).stream()
                    .filter(line -> line.startsWith("export "))
                    .collect(Collectors.joining("\n")));
    int found = 0;
    while (exports.find()) {
      found++;
      assertThat(Manifests.imageEnvironment()).containsEntry(exports.group(1), exports.group(2));
    }
    assertThat(found).isEqualTo(5);
  }

  private static Settings load(Map<String, String> environment) {
    assertThat(environment).isNotEmpty();
    return new SettingsLoader(SettingsOptions.known()).addEnvironment(environment).load();
  }

  private static boolean exists(String variable) {
    if (NOT_SETTINGS.contains(variable)) {
      return true;
    }
    if (variable.endsWith("_FILE") && exists(variable.substring(0, variable.length() - 5))) {
      return true; // a file that has the text
    }
    if (variable.startsWith("QAHAN_KAFKA_")) {
      return kafkaNames().contains(nameAfter("QAHAN_KAFKA_", variable));
    }
    if (variable.startsWith("QAHAN_STREAMS_")) {
      return StreamsConfig.configDef().names().contains(nameAfter("QAHAN_STREAMS_", variable));
    }
    return SettingsOptions.known().stream()
        .map(Setting::environmentVariable)
        .anyMatch(variable::equals);
  }

  private static String nameAfter(String prefix, String variable) {
    return variable.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static Set<String> kafkaNames() {
    Set<String> names = new HashSet<>(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    return names;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  private static Iterable<Path> files() throws IOException {
    try (Stream<Path> kubernetes = Files.list(Manifests.KUBERNETES);
        Stream<Path> dwave = Files.list(Manifests.KUBERNETES_DWAVE);
        Stream<Path> systemd = Files.walk(Manifests.SYSTEMD).filter(Files::isRegularFile);
        Stream<Path> docs = Files.walk(Path.of("docs")).filter(SettingsInManifestsTest::isPage)) {
      return Stream.of(
              kubernetes,
              dwave,
              systemd,
              docs,
              Stream.of(
                  Manifests.COMPOSE,
                  Manifests.COMPOSE_DWAVE,
                  Path.of("pom.xml"),
                  Path.of("README.md"),
                  Path.of("RATIONALE.md"),
                  Path.of("RUNBOOK.md")))
          .flatMap(files -> files)
          .toList();
    }
  }
}
