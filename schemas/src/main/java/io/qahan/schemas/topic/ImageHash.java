package io.qahan.schemas.topic;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The header that says which image a record is about: the SHA-256 of what a client sent over HTTP,
 * hexadecimal. All records that follow from an image record carry its headers on. Images that came
 * otherwise have none.
 */
public final class ImageHash {
  private static final String HEADER = "image-sha256";
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ImageHash() {}

  /** Adds the header. */
  public static void add(Headers headers, String hash) {
    headers.add(HEADER, hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** What the header says; empty if there is none, or one that is no SHA-256. */
  public static String in(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null) {
      return "";
    }
    String text = new String(header.value(), StandardCharsets.US_ASCII);
    return SHA256.matcher(text).matches() ? text : "";
  }
}
