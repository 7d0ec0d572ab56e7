package io.qahan.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of this module that tell others how to run us. */
final class Manifests {
  static final Path COMPOSE = Path.of("compose.yaml");
  static final Path COMPOSE_DWAVE = Path.of("compose.dwave.yaml");
  static final Path KUBERNETES = Path.of("kubernetes");
  static final Path KUBERNETES_DWAVE = Path.of("kubernetes-dwave");
  static final Path SYSTEMD = Path.of("systemd");

  private static final Pattern IMAGE_VARIABLE = Pattern.compile("<([A-Z][A-Z_]+)>([^<]*)</\\1>");

  private Manifests() {}

  /** Every object of the Kubernetes files, the kustomization itself left out. */
  static List<JsonNode> kubernetes() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (JsonNode file : kustomization().get("resources")) {
      objects.addAll(YamlFile.readAll(KUBERNETES.resolve(file.asText())));
    }
    return objects;
  }

  /** The objects of one kind. */
  static List<JsonNode> kubernetes(String kind) throws IOException {
    return kubernetes().stream().filter(o -> o.get("kind").asText().equals(kind)).toList();
  }

  static List<String> namesOf(String kind) throws IOException {
    return kubernetes(kind).stream().map(o -> o.at("/metadata/name").asText()).toList();
  }

  static JsonNode kustomization() throws IOException {
    return YamlFile.read(KUBERNETES.resolve("kustomization.yaml"));
  }

  /** The settings of all services in the cluster. */
  static Map<String, String> kubernetesEnvironment() throws IOException {
    return environmentFile(KUBERNETES.resolve("qahan.env"));
  }

  /** What the container image sets for itself, in this module's pom. */
  static Map<String, String> imageEnvironment() throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    Matcher variables = IMAGE_VARIABLE.matcher(Files.readString(Path.of("pom.xml")));
    while (variables.find()) {
      environment.put(variables.group(1), variables.group(2));
    }
    return environment;
  }

  /** A file of {@code NAME=VALUE} lines and comments. */
  static Map<String, String> environmentFile(Path file) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        environment.put(parts[0], parts[1]);
      }
    }
    return environment;
  }

  /** An object of text values. */
  static Map<String, String> textsOf(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.fields().forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
