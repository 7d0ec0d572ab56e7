package io.qahan.dwave.sampler;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A label that says what a problem is: the same for the same content, so that a problem can be
 * found again by who did not see it sent. Not thread safe.
 */
final class ContentLabel {
  private static final int BYTES = 16;

  private final MessageDigest digest;

  ContentLabel() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  void add(String content) {
    digest.update(content.getBytes(StandardCharsets.UTF_8));
  }

  void add(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
  }

  String text() {
    return "qahan-" + HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
