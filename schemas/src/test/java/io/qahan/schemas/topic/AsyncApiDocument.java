package io.qahan.schemas.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Our AsyncAPI document, with its references followed. */
final class AsyncApiDocument {
  static final Path FILE = Path.of("asyncapi.yaml");
  private static final Path AVRO = Path.of("src/main/avro");

  private final JsonNode root;

  private AsyncApiDocument(JsonNode root) {
    this.root = root;
  }

  static AsyncApiDocument read() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (Reader reader = Files.newBufferedReader(FILE)) {
      Object document = new Yaml(new SafeConstructor(options)).load(reader);
      return new AsyncApiDocument(new ObjectMapper().valueToTree(document));
    }
  }

  JsonNode at(String pointer) {
    JsonNode found = root.at(pointer);
    if (found.isMissingNode()) {
      throw new AssertionError("nothing at [" + pointer + "] of [" + FILE + "]");
    }
    return found.path("$ref").asText().startsWith("#") ? follow(found) : found;
  }

  /** What a reference within the document refers to; what is no reference, as it is. */
  JsonNode follow(JsonNode node) {
    String ref = node.path("$ref").asText();
    return ref.startsWith("#") ? at(ref.substring(1)) : node;
  }

  /** Every reference within the document, wherever it stands. */
  List<String> references() {
    return root.findValuesAsText("$ref");
  }

  /** Channels by the full names of their topics. */
  Map<String, JsonNode> channels(String prefix) {
    Map<String, JsonNode> byTopic = new TreeMap<>();
    for (JsonNode channel : at("/channels")) {
      byTopic.put(channel.get("address").asText().replace("{prefix}", prefix), channel);
    }
    return byTopic;
  }

  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    ((ObjectNode) at("/operations"))
        .properties()
        .forEach(operation -> operations.put(operation.getKey(), operation.getValue()));
    return operations;
  }

  /** The one message of a channel. */
  JsonNode messageOf(JsonNode channel) {
    List<JsonNode> messages = new ArrayList<>();
    channel.get("messages").forEach(messages::add);
    if (messages.size() != 1) {
      throw new AssertionError("not one message: " + channel);
    }
    return follow(messages.get(0));
  }

  /** The Avro schema of a message's payload, with the types that its file takes from others. */
  static Schema payloadOf(JsonNode message) throws IOException {
    Path file = Path.of(message.at("/payload/schema/$ref").asText()).normalize();
    SchemaParser parser = new SchemaParser();
    try (var files = Files.list(AVRO)) {
      for (Path each : files.filter(f -> !f.equals(file)).sorted().toList()) {
        parser.parse(each);
      }
    }
    return parser.parse(file).mainSchema();
  }
}
