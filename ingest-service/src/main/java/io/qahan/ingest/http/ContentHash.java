package io.qahan.ingest.http;

import io.qahan.ingest.image.EncodedImage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Tells one image from another under the same id. It travels in a header of the image's record,
 * which goes on to the prediction: what was answered is known after a restart too.
 */
final class ContentHash {
  /** Hex digits of the SHA-256 of the image as its record has it. */
  static final String HEADER = "qahan-content-sha256";

  /** Of an image that came by another way than HTTP. */
  static final String UNKNOWN = "";

  private ContentHash() {}

  static String of(EncodedImage image) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(image.content()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The hash that the headers of a record say, or {@link #UNKNOWN}. */
  static String in(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    return header == null || header.value() == null
        ? UNKNOWN
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  /** The headers with that hash. */
  static Headers with(Headers headers, String hash) {
    return new RecordHeaders(headers).add(HEADER, hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether both are known, and of different images. */
  static boolean differ(String one, String other) {
    return !one.equals(UNKNOWN) && !other.equals(UNKNOWN) && !one.equals(other);
  }
}
