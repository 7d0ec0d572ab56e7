package io.qahan.dwave.emulator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Problems that are uploaded in parts, in files of a temporary directory. Thread safe. */
final class UploadStore implements AutoCloseable {
  static final int PART_BYTES = 5 << 20;
  private static final long MOST_BYTES = 50L << 30;

  private final Path directory;
  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  private static final class Upload {
    private final long size;
    private final Map<Integer, String> sums = new TreeMap<>();
    private boolean complete;

    Upload(long size) {
      this.size = size;
    }

    int parts() {
      return (int) ((size + PART_BYTES - 1) / PART_BYTES);
    }

    long partBytes(int part) {
      return Math.min(PART_BYTES, size - (long) (part - 1) * PART_BYTES);
    }
  }

  /**
   * Where an upload stands.
   *
   * @param complete whether it was combined
   * @param sums MD5 of each part that is there, hexadecimal
   */
  record State(boolean complete, Map<Integer, String> sums) {}

  UploadStore() throws IOException {
    directory = Files.createTempDirectory("qahan-sapi-uploads");
  }

  /** Begins an upload; returns its id. */
  String begin(long size) {
    if (size < 1) {
      throw new SapiFault(400, "Invalid problem size");
    }
    if (size > MOST_BYTES) {
      throw new SapiFault(400, "Problem size is bigger than the maximum");
    }
    String id = UUID.randomUUID().toString();
    uploads.put(id, new Upload(size));
    return id;
  }

  private Upload upload(String id) {
    Upload upload = uploads.get(id);
    if (upload == null) {
      throw new SapiFault(404, "Upload or problem data does not exist");
    }
    return upload;
  }

  State state(String id) {
    Upload upload = upload(id);
    synchronized (upload) {
      return new State(upload.complete, upload.complete ? Map.of() : new TreeMap<>(upload.sums));
    }
  }

  /** Takes a part if its length and its sum are right. */
  void put(String id, int part, String contentMd5, byte[] bytes) throws IOException {
    Upload upload = upload(id);
    synchronized (upload) {
      if (part < 1 || part > upload.parts() || bytes.length != upload.partBytes(part)) {
        throw new SapiFault(400, "Invalid part number or part size");
      }
      byte[] sum = md5().digest(bytes);
      if (!Base64.getEncoder().encodeToString(sum).equals(contentMd5)) {
        throw new SapiFault(400, "Checksum mismatch");
      }
      Files.write(partFile(id, part), bytes);
      upload.sums.put(part, HexFormat.of().formatHex(sum));
    }
  }

  /** Joins the parts if all are there and the sum of their sums is right. */
  void combine(String id, String checksum) throws IOException {
    Upload upload = upload(id);
    synchronized (upload) {
      if (upload.complete) {
        return;
      }
      MessageDigest combined = md5();
      upload.sums.values().forEach(sum -> combined.update(HexFormat.of().parseHex(sum)));
      if (upload.sums.size() != upload.parts()
          || !HexFormat.of().formatHex(combined.digest()).equals(checksum)) {
        throw new SapiFault(400, "Missing parts or checksum mismatch");
      }
      try (OutputStream out = Files.newOutputStream(directory.resolve(id))) {
        for (int part = 1; part <= upload.parts(); part++) {
          Files.copy(partFile(id, part), out);
          Files.delete(partFile(id, part));
        }
      }
      upload.complete = true;
    }
  }

  /** The file of an upload that is complete. */
  Path file(String id) {
    Upload upload = upload(id);
    synchronized (upload) {
      if (!upload.complete) {
        throw new SapiFault(400, "Problem data upload is not complete");
      }
      return directory.resolve(id);
    }
  }

  private Path partFile(String id, int part) {
    return directory.resolve(id + "." + part);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
