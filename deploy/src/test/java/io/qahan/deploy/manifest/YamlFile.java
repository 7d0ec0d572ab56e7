package io.qahan.deploy.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML with its anchors and merged keys resolved; a key that comes twice is a fault. */
public final class YamlFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private YamlFile() {}

  public static JsonNode read(Path file) throws IOException {
    return readAll(file).get(0);
  }

  /** Every document of a file. */
  public static List<JsonNode> readAll(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return readAll(reader);
    }
  }

  /** Every document of a text. */
  static List<JsonNode> readAll(Reader text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }
}
