package io.qahan.schemas.topic;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The rules of image ids, which are the keys of most topics: one set for every service, so that
 * none keeps what another refuses.
 */
public final class ImageId {
  /** The longest image id, in bytes of UTF-8: ids are kept in memory for the dedupe retention. */
  public static final int MAX_BYTES = 256;

  private ImageId() {}

  /**
   * The id in a record's key, which must be UTF-8 of 1 to {@link #MAX_BYTES} bytes.
   *
   * @throws RejectedRecordException with the cause {@code bad-key}
   */
  public static String of(byte[] key) throws RejectedRecordException {
    if (key == null || key.length == 0) {
      throw badKey("the record has no key; send the image id as its key", null);
    }
    if (key.length > MAX_BYTES) {
      throw badKey(
          String.format(
              Locale.ROOT,
              "the key has [%d] bytes, an image id has at most %d",
              key.length,
              MAX_BYTES),
          null);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw badKey(
          String.format(
              Locale.ROOT, "the key of [%d] bytes is not UTF-8; send the id as text", key.length),
          e);
    }
  }

  /** The text in a key, if it is UTF-8: another decoder would make one id of different keys. */
  public static Optional<String> textOf(byte[] key) {
    try {
      return key == null
          ? Optional.empty()
          : Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Says what is wrong with an id that a client chose; empty if nothing is. */
  public static String faultOf(String id) {
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < 1 || bytes > MAX_BYTES) {
      return String.format(
          Locale.ROOT, "the image id has [%d] bytes of UTF-8; it takes 1 to %d", bytes, MAX_BYTES);
    }
    return id.chars().anyMatch(Character::isISOControl)
        ? "the image id has control characters; use printable ones"
        : "";
  }

  private static RejectedRecordException badKey(String message, Throwable cause) {
    return new RejectedRecordException("key", "bad-key", message, cause);
  }
}
