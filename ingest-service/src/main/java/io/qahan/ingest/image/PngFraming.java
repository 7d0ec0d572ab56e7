package io.qahan.ingest.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Walks the chunks of a PNG: each whole, each with the right check sum, the last one IEND. ImageIO
 * checks none of this, so a cut or flipped PNG could pass as an image.
 */
final class PngFraming {

  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12; // length, type, CRC
  private static final int IEND = 0x49454E44;

  private PngFraming() {}

  static void check(byte[] content) throws UndecodableImageException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CRC32 crc = new CRC32();
    int at = SIGNATURE_BYTES;
    while (true) {
      if (content.length - at < CHUNK_OVERHEAD) {
        throw truncated(at);
      }
      int length = bytes.getInt(at);
      if (length < 0) {
        throw corrupt(at, "an impossible length");
      }
      if (content.length - at - CHUNK_OVERHEAD < length) {
        throw truncated(at);
      }
      crc.reset();
      crc.update(content, at + 4, length + 4);
      if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
        throw corrupt(at, "a wrong check sum");
      }
      if (bytes.getInt(at + 4) == IEND) {
        return;
      }
      at += CHUNK_OVERHEAD + length;
    }
  }

  private static UndecodableImageException truncated(int at) {
    return new UndecodableImageException(
        RejectReason.TRUNCATED,
        "PNG image ends within its chunk at byte [%d]; send it whole".formatted(at));
  }

  private static UndecodableImageException corrupt(int at, String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT,
        "PNG image has %s in its chunk at byte [%d]; encode it again".formatted(what, at));
  }
}
