package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The bytes every PNG and every JPEG starts with. */
public final class Signature {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  private Signature() {}

  /** PNG or JPEG by the first bytes of {@code content}; empty if it starts as neither does. */
  public static Optional<ImageEncoding> of(byte[] content) {
    if (startsWith(content, PNG)) {
      return Optional.of(ImageEncoding.PNG);
    }
    return startsWith(content, JPEG) ? Optional.of(ImageEncoding.JPEG) : Optional.empty();
  }

  static void check(ImageEncoding encoding, byte[] content) throws UndecodableImageException {
    byte[] expected = encoding == ImageEncoding.PNG ? PNG : JPEG;
    if (startsWith(content, expected)) {
      return;
    }
    boolean cutShort =
        content.length < expected.length
            && Arrays.equals(content, Arrays.copyOf(expected, content.length));
    throw new UndecodableImageException(
        cutShort ? RejectReason.TRUNCATED : RejectReason.NOT_AN_IMAGE,
        String.format(
            Locale.ROOT,
            "content of [%d] bytes is not a %s image; send PNG or JPEG and name its encoding"
                + " rightly",
            content.length,
            encoding));
  }

  private static boolean startsWith(byte[] content, byte[] prefix) {
    return content.length >= prefix.length
        && Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
  }
}
