package io.qahan.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Our OpenAPI document with every reference, also to other files, replaced by what it means. */
final class OpenApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE = Path.of("openapi.yaml");

  private final JsonNode root = inlined(FILE, parsed(FILE));

  JsonNode at(String pointer) {
    JsonNode found = root.at(pointer);
    if (found.isMissingNode()) {
      throw new AssertionError("nothing at [" + pointer + "] of [" + FILE + "]");
    }
    return found;
  }

  /** Operations by method and path, such as {@code GET /livez}. */
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : at("/paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        operations.put(
            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
            operation.getValue());
      }
    }
    return operations;
  }

  private static JsonNode inlined(Path file, JsonNode node) {
    if (node.has("$ref")) {
      String[] parts = node.get("$ref").asText().split("#", 2);
      Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
      JsonNode found = parsed(target).at(parts[1]);
      if (found.isMissingNode()) {
        throw new AssertionError("nothing at [" + parts[1] + "] of [" + target + "]");
      }
      return inlined(target, found);
    }
    if (node.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      node.properties().forEach(e -> object.set(e.getKey(), inlined(file, e.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      node.forEach(element -> array.add(inlined(file, element)));
      return array;
    }
    return node;
  }

  private static JsonNode parsed(Path file) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (Reader reader = Files.newBufferedReader(file)) {
      Object document = new Yaml(new SafeConstructor(options)).load(reader);
      return JSON.valueToTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
