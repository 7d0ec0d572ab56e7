package io.qahan.deploy.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private final Path path;
  private final boolean temporary;
  private final FileChannel lock;

  private BrokerDirectory(Path path, boolean temporary, FileChannel lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /** A new directory that is deleted at close. */
  public static BrokerDirectory temporary() throws IOException {
    return open(Files.createTempDirectory("qahan-kafka-"), true);
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

  /** Where something else can be kept for as long as the records. */
  public Path beside(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
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
