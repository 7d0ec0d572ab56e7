package io.qahan.deploy.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where native libraries (RocksDB, zstd, lz4) are unpacked: {@code java.io.tmpdir}. On hardened
 * hosts nothing in there may be executed; the launcher then names another.
 */
public final class TemporaryDirectory {
  private static final Logger log = LoggerFactory.getLogger(TemporaryDirectory.class);

  /** For the native libraries, which take 20 MB, and what an embedded broker begins with. */
  private static final long ROOM = 64L << 20;

  /** What the launcher says that the usual one lacks, if it chose another. */
  private static final String REFUSED = "qahan.tmpdir.refused";

  /**
   * Libraries that RocksDB, lz4 and zstd unpack for each JVM anew and delete at its end, 15 MB
   * each; those of killed ones stay.
   */
  private static final Pattern LIBRARIES =
      Pattern.compile("(librocksdbjni|liblz4-java-|libzstd-jni-)[\\d.-]*\\d\\.(so|dylib)(\\.lck)?");

  /** A JVM loads what it unpacks within seconds. */
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private TemporaryDirectory() {}

  /** Deletes what killed processes left there, as far as this user may. */
  public static void deleteAbandoned() {
    deleteAbandoned(path(), Instant.now().minus(YOUNG));
  }

  /**
   * Deletes unpacked libraries from before a time. A process that has loaded one keeps it: its file
   * loses its name only.
   */
  static void deleteAbandoned(Path directory, Instant before) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "lib*")) {
      for (Path library : found) {
        if (LIBRARIES.matcher(library.getFileName().toString()).matches()
            && Files.getLastModifiedTime(library, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(before)) {
          delete(library);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("Unpacked libraries of killed processes stay: {}", e.toString());
    }
  }

  private static void delete(Path library) {
    try {
      Files.deleteIfExists(library);
    } catch (IOException e) { // another user's
      log.debug("[{}] stays: {}", library, e.toString());
    }
  }

  /** The one in use. */
  public static Path path() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** What is amiss with the usual one, where the launcher chose another. */
  public static Optional<String> refused() {
    return Optional.ofNullable(System.getProperty(REFUSED))
        .map(why -> why + "; [" + path() + "] is used instead");
  }

  /** What keeps the one in use from holding native libraries; empty if nothing does. */
  public static Optional<String> fault() {
    return fault(path(), ROOM);
  }

  /**
   * What keeps a directory from holding native libraries; empty if nothing does.
   *
   * @param room bytes that must be left
   */
  static Optional<String> fault(Path directory, long room) {
    Path probe = directory.resolve("qahan-probe-" + ProcessHandle.current().pid());
    try {
      long left = Files.getFileStore(directory).getUsableSpace();
      if (left < room) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "the temporary directory [%s] has %d MiB left",
                directory,
                left >> 20));
      }
      Files.deleteIfExists(probe);
      Files.createFile(probe);
      try {
        if (Files.getFileStore(probe).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(probe, PosixFilePermissions.fromString("rwx------"));
          if (!Files.isExecutable(probe)) { // asks the system, which knows how it is mounted
            return Optional.of(
                "nothing in the temporary directory ["
                    + directory
                    + "] may be executed (it is mounted noexec)");
          }
        }
      } finally {
        Files.deleteIfExists(probe);
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of("the temporary directory [" + directory + "] cannot be used: " + e);
    }
  }
}
