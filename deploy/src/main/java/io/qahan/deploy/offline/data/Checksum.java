package io.qahan.deploy.offline.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/** SHA-256 sums of files. */
final class Checksum {
  private Checksum() {}

  /** Whether a file is the one meant, or a gzip of the same content. */
  static boolean matches(Path file, RemoteFile wanted) throws IOException {
    if (sha256(Files.newInputStream(file)).equals(wanted.sha256())) {
      return true;
    }
    if (wanted.contentSha256().isEmpty()) {
      return false;
    }
    try (InputStream raw = Files.newInputStream(file)) {
      return sha256(new GZIPInputStream(raw)).equals(wanted.contentSha256().get());
    } catch (IOException e) { // not gzipped, or cut short
      return false;
    }
  }

  private static String sha256(InputStream content) throws IOException {
    try (DigestInputStream digested =
        new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      digested.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
