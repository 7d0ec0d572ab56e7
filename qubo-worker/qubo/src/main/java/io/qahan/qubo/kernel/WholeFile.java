package io.qahan.qubo.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces files so that a reader, or a crash, finds the old one or the new one, never a part. The
 * new one has the rights of any new file. Thread safe, also between processes: of several writers
 * of one file the last one wins.
 */
public final class WholeFile {
  /**
   * How the name of an unfinished file ends; a crash may leave one behind, for anyone to delete.
   */
  static final String UNFINISHED = ".part";

  private WholeFile() {}

  /**
   * Writes bytes; they are on the disk before the old ones are given up.
   *
   * @throws IOException if they cannot be written; what was there is there still
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    // A name of its own for each writer: others may write the same file at the same time.
    Path beside = file.resolveSibling(UUID.randomUUID() + UNFINISHED);
    try {
      writeThrough(beside, bytes);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void writeThrough(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Writes text, as UTF-8. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
