package io.qahan.deploy.offline.models;

import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.qubo.kernel.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model as files that other programs read. */
final class ModelExport {
  private static final String SCRIPT = "predict.py";

  private ModelExport() {}

  /**
   * Writes the entries of the model file, the classes a line each ({@code labels.txt}), and a
   * script that classifies an image with them; each file whole or not at all.
   *
   * @param directory made if it does not exist
   * @return what was written
   */
  static List<Path> write(StoredModel model, Path directory) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>(ModelFile.entries(model));
    String labels = String.join("\n", model.classes().names()) + "\n";
    files.put("labels.txt", labels.getBytes(StandardCharsets.UTF_8));
    try (InputStream script = ModelExport.class.getResourceAsStream(SCRIPT)) {
      files.put(SCRIPT, script.readAllBytes());
    }
    Files.createDirectories(directory);
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      WholeFile.write(path, file.getValue());
      written.add(path);
    }
    return written;
  }
}
