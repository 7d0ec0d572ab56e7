package io.qahan.deploy.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a broker keeps its records, for this broker alone until closed. The lock is ours: two KRaft
 * nodes on one directory would write into the same metadata log before Kafka's own lock stops the
 * second, and break the first.
 */
public final class BrokerDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerDirectory.class);
  private static final String LOCK = "qahan.lock";
  private static final String RECORDS = "kafka";
  private static final String TEMPORARY = "qahan-kafka-";
  private static final Duration YOUNG = Duration.ofMinutes(10);

  /** A lock file of this process must not even be opened: closing it would give up the lock. */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private BrokerDirectory(Path path, boolean temporary, FileChannel lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /**
   * A new directory that is deleted at close. Those of processes that were killed before they could
   * do so are deleted now.
   */
  public static BrokerDirectory temporary() throws IOException {
    return temporary("");
  }

  /**
   * The same for whatever has brokers.
   *
   * @param what it is for; part of its name
   */
  public static BrokerDirectory temporary(String what) throws IOException {
    Path made = Files.createTempDirectory(TEMPORARY + what);
    deleteAbandoned(made.toAbsolutePath().getParent(), Instant.now().minus(YOUNG));
    return open(made, true);
  }

  /** Deletes temporary directories of brokers that no process holds, last begun before a time. */
  static void deleteAbandoned(Path parent, Instant before) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, TEMPORARY + "*")) {
      for (Path directory : found) {
        if (!HELD_HERE.contains(directory) && isAbandoned(directory.resolve(LOCK), before)) {
          DirectoryTree.delete(directory);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("Old temporary directories stay: {}", e.toString());
    }
  }

  private static boolean isAbandoned(Path lock, Instant before) {
    try {
      if (!Files.getLastModifiedTime(lock).toInstant().isBefore(before)) {
        return false; // its broker may be about to lock it
      }
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
        return tryLock(channel);
      }
    } catch (IOException e) { // there is none, or it is another user's
      return false;
    }
  }

  /**
   * A directory that stays; it is created if need be.
   *
   * @throws IOException if it cannot be used, or another broker uses it
   */
  public static BrokerDirectory kept(Path path) throws IOException {
    return open(Files.createDirectories(path).toAbsolutePath(), false);
  }

  /** Where Kafka's own files are. */
  public Path records() {
    return path.resolve(RECORDS);
  }

  /** Whether it is still there after its close. */
  public boolean isKept() {
    return !temporary;
  }

  /** Where something else can be kept for as long as the records. */
  public Path beside(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      HELD_HERE.remove(path);
      lock.close(); // and with it the lock
      if (temporary) {
        DirectoryTree.delete(path);
      }
    } catch (IOException e) {
      log.warn("The directory [{}] stays behind: {}", path, e.toString());
    }
  }

  private static BrokerDirectory open(Path path, boolean temporary) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      throw new IOException(
          "Another broker uses the directory ["
              + path
              + "]. Wait until it has ended, or take another directory.");
    }
    HELD_HERE.add(path);
    Files.createDirectories(path.resolve(RECORDS));
    return new BrokerDirectory(path, temporary, channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock taken = channel.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException e) { // a broker of this JVM has it
      return false;
    }
  }
}
