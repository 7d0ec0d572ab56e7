package io.qahan.ingest.image;

/**
 * Walks the segments of a JPEG up to its scan, and looks for the end-of-image marker after it. A
 * JPEG without one was cut, however much of it can still be decoded.
 */
final class JpegFraming {

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegFraming() {}

  static void check(byte[] content) throws UndecodableImageException {
    int at = 2; // after the start-of-image marker
    while (true) {
      while (at + 1 < content.length && unsigned(content[at + 1]) == 0xFF) {
        at++; // fill bytes before a marker
      }
      if (at + 3 >= content.length) {
        throw truncated(at);
      }
      if (unsigned(content[at]) != 0xFF) {
        throw new UndecodableImageException(
            RejectReason.CORRUPT,
            "JPEG image has no marker at byte [%d]; encode it again".formatted(at));
      }
      int marker = unsigned(content[at + 1]);
      at += 2 + (unsigned(content[at + 2]) << 8 | unsigned(content[at + 3]));
      if (marker == START_OF_SCAN) {
        checkEnd(content, at);
        return;
      }
    }
  }

  /** Within a scan 0xFF is always followed by something that says it is no marker of an end. */
  private static void checkEnd(byte[] content, int scan) throws UndecodableImageException {
    for (int i = content.length - 2; i >= scan; i--) {
      if (unsigned(content[i]) == 0xFF && unsigned(content[i + 1]) == END_OF_IMAGE) {
        return;
      }
    }
    throw truncated(content.length);
  }

  private static int unsigned(byte value) {
    return value & 0xFF;
  }

  private static UndecodableImageException truncated(int at) {
    return new UndecodableImageException(
        RejectReason.TRUNCATED,
        "JPEG image ends at byte [%d] without its end marker; send it whole".formatted(at));
  }
}
