package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.qubo.kernel.WholeFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents in a directory, a JSON file each, so that the next process need not load megabytes
 * again. A file is named by a digest of the token and the address: another user's documents are
 * never taken. What cannot be read or written costs a request, nothing else. Thread safe.
 */
final class DocumentFiles {
  private static final Logger log = LoggerFactory.getLogger(DocumentFiles.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int NAME_BYTES = 16;

  private final Path directory;
  private final String token;

  /**
   * Files in a directory, which is made when the first one is written.
   *
   * @param token whose documents they are; no file says it
   */
  DocumentFiles(Path directory, String token) {
    this.directory = directory;
    this.token = token;
  }

  Optional<CachedDocument> read(HttpUrl url) {
    Path path = path(url);
    try {
      JsonNode json = MAPPER.readTree(path.toFile());
      if (!json.path("url").asText().equals(url.toString())
          || !json.path("document").isContainerNode()) {
        throw new IOException("it is not of this address");
      }
      return Optional.of(
          new CachedDocument(
              json.get("document"),
              json.path("etag").isTextual() ? json.get("etag").textValue() : null,
              Instant.parse(json.path("fresh_until").asText())));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException | DateTimeException e) {
      log.warn(
          "The cached document [{}] is of no use and will be replaced: {}", path, e.toString());
      return Optional.empty();
    }
  }

  void write(HttpUrl url, CachedDocument cached) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("url", url.toString());
    json.put("etag", cached.etag());
    json.put("fresh_until", cached.freshUntil().toString());
    json.set("document", cached.document());
    Path path = path(url);
    try {
      Files.createDirectories(directory);
      WholeFile.write(path, MAPPER.writeValueAsBytes(json));
    } catch (IOException e) {
      log.warn("The document [{}] cannot be kept on disk; it stays in memory only", path, e);
    }
  }

  private Path path(HttpUrl url) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(token.getBytes(StandardCharsets.UTF_8));
      byte[] sum = digest.digest(("\n" + url).getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(sum, 0, NAME_BYTES) + ".json");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
