package io.qahan.ingest.image.decode;

import com.sun.management.ThreadMXBean;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * A WebP (RFC 9649), lossy or lossless: of an animation the first picture on its canvas, over
 * black. Its chunks are walked to the end of the container. The decoder, TwelveMonkeys', gets a
 * file made anew of that one picture, without colour profiles, metadata and other pictures.
 */
final class WebpImage extends CompressedImage {
  private static final int CONTAINER_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int LOSSY = fourCc("VP8 ");
  private static final int LOSSLESS = fourCc("VP8L");
  private static final int EXTENDED = fourCc("VP8X");
  private static final int ALPHA = fourCc("ALPH");
  private static final int FRAME = fourCc("ANMF");
  private static final int EXIF = fourCc("EXIF");
  private static final int HAS_ALPHA = 0x10;

  /** Bytes of the five tables that a group of lossless codes takes in the decoder, and some. */
  private static final int GROUP_BYTES = 8 << 10;

  /** Encoders write no more (libwebp's MAX_HUFF_IMAGE_SIZE); the format allows 65,536. */
  private static final int MOST_GROUPS = 2600;

  private static final int GROUP_BITS = 20; // five codes of one symbol each

  /** The decoder's class of a group of codes; a test sees to it that it is called so. */
  private static final String TABLES = ".lossless.HuffmanCodeGroup";

  /** The decoder refuses what unpacks to more than so many times the file's length. */
  private static final int MOST_EXPANSION = 2048;

  private static final ThreadMXBean THREADS =
      ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
              && threads.isThreadAllocatedMemorySupported()
          ? threads
          : null;

  private final ByteBuffer bytes;
  private int left;
  private int top;
  private int frameWidth;
  private int frameHeight;
  private int pixels; // where the chunk of the pixels is, 0 for nowhere yet
  private int alpha;
  private int codesEnd; // of what is lossless, in the file made anew

  private WebpImage(byte[] content, ImageLimits limits) {
    super(content, limits);
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  static WebpImage of(byte[] content, ImageLimits limits) throws UndecodableImageException {
    WebpImage image = new WebpImage(content, limits);
    image.walk();
    image.remake();
    return image;
  }

  @Override
  int channels() {
    return 3;
  }

  @Override
  long visits() {
    long samples = 4L * frameWidth * frameHeight; // it takes as long as many a JPEG's
    return Math.max((long) width * height, samples);
  }

  @Override
  boolean canBeThinnedOut() {
    return false; // the decoder thins out wrongly what is lossy
  }

  @Override
  long bytes(int step) {
    long frame = (long) frameWidth * frameHeight;
    long rasters = alpha > 0 ? 9 * frame : 5 * frame; // samples, and what is known of each block
    long blocks = 64L << 10; // a row of 16 x 16, each with its tokens, and those above it
    long rows = (frameWidth / 16 + 3) * blocks + 64L * width;
    return 2L * keptBytes() + rasters + rows + codes() + (256 << 10);
  }

  /** What the codes of a lossless part take at most; more is refused while it is decoded. */
  private long codes() {
    int lossless = isLossless() ? pixels : alpha;
    if (lossless == 0) {
      return 0;
    }
    long tiles = (long) sampled(frameWidth, 4) * sampled(frameHeight, 4);
    long groups = Math.min(MOST_GROUPS, bytes.getInt(lossless + 4) * 8L / GROUP_BITS);
    return (1 + Math.min(tiles, groups)) * GROUP_BYTES + 4 * tiles + (1 << 20);
  }

  private boolean isLossless() {
    return bytes.getInt(pixels) == LOSSLESS;
  }

  // --- Structure ---------------------------------------------------------------------------

  private void walk() throws UndecodableImageException {
    require(CONTAINER_HEADER + CHUNK_HEADER);
    long end = CHUNK_HEADER + (bytes.getInt(4) & 0xFFFF_FFFFL);
    require(end);
    int at = CONTAINER_HEADER;
    while (at + CHUNK_HEADER <= end) {
      int next = afterChunk(at, (int) end);
      chunk(at);
      at = next;
    }
    if (pixels == 0) {
      throw corrupt("has no picture");
    }
  }

  private int afterChunk(int at, int end) throws UndecodableImageException {
    long length = bytes.getInt(at + 4) & 0xFFFF_FFFFL;
    long next = at + CHUNK_HEADER + length + (length & 1);
    if (next - (length & 1) > end) {
      throw corrupt(String.format(Locale.ROOT, "has a chunk at byte [%d] that is too long", at));
    }
    return (int) Math.min(next, end);
  }

  private void chunk(int at) throws UndecodableImageException {
    int type = bytes.getInt(at);
    int data = at + CHUNK_HEADER;
    int length = bytes.getInt(at + 4);
    if (type == EXTENDED && at == CONTAINER_HEADER && length >= 10) {
      width = 1 + int24(data + 4);
      height = 1 + int24(data + 7);
      limits.checkSide(height, width);
    } else if (type == EXIF) {
      int prefix = length > 6 && content[data] == 'E' ? 6 : 0; // as in JPEG; some write it
      orientation = ExifOrientation.ofExif(content, data + prefix, length - prefix);
    } else if (pixels > 0) {
      return; // of other pictures
    } else if (type == FRAME && length >= FRAME_HEADER) {
      frame(data, data + length);
    } else if (type == ALPHA) {
      alpha = at;
    } else if (type == LOSSY || type == LOSSLESS) {
      picture(at, length);
    }
  }

  private void frame(int data, int end) throws UndecodableImageException {
    left = 2 * int24(data);
    top = 2 * int24(data + 3);
    int claimedWidth = 1 + int24(data + 6);
    int claimedHeight = 1 + int24(data + 9);
    int at = data + FRAME_HEADER;
    while (at + CHUNK_HEADER <= end && pixels == 0) {
      int next = afterChunk(at, end);
      if (bytes.getInt(at) != FRAME) {
        chunk(at);
      }
      at = next;
    }
    if (pixels == 0 || claimedWidth != frameWidth || claimedHeight != frameHeight) {
      throw corrupt("has no first picture, or one of another size than it says");
    }
  }

  private void picture(int at, int length) throws UndecodableImageException {
    int data = at + CHUNK_HEADER;
    if (length < 10) {
      throw corrupt(String.format(Locale.ROOT, "has a picture of [%d] bytes", length));
    }
    if (bytes.getInt(at) == LOSSY) {
      if ((content[data] & 1) != 0 || int24(data + 3) != 0x2A019D) {
        throw corrupt("has a picture that does not stand alone");
      }
      frameWidth = bytes.getShort(data + 6) & 0x3FFF;
      frameHeight = bytes.getShort(data + 8) & 0x3FFF;
    } else {
      if (content[data] != 0x2F || (content[data + 4] & 0xE0) != 0) {
        throw corrupt("has a lossless picture of an unknown version");
      }
      int sides = bytes.getInt(data + 1);
      frameWidth = 1 + (sides & 0x3FFF);
      frameHeight = 1 + ((sides >> 14) & 0x3FFF);
      alpha = 0; // it has its own
    }
    limits.checkSide(frameHeight, frameWidth);
    if (width == 0) { // a plain file: no canvas was given
      width = frameWidth;
      height = frameHeight;
    }
    pixels = at;
  }

  /** A file of the one picture alone. */
  private void remake() throws UndecodableImageException {
    int pixelEnd = pixels + CHUNK_HEADER + bytes.getInt(pixels + 4);
    int alphaLength = alpha == 0 ? 0 : bytes.getInt(alpha + 4);
    if (alpha > 0 && (alphaLength < 2 || (content[alpha + CHUNK_HEADER] & 3) != 1)) {
      throw new UndecodableImageException(
          RejectReason.UNSUPPORTED,
          "WebP image has its transparency stored in a way that is hardly used; send it as a PNG");
    }
    int sizeOfAlpha = alpha == 0 ? 0 : 18 + padded(CHUNK_HEADER + alphaLength);
    int sizeOfPixels = padded(pixelEnd - pixels);
    ByteBuffer made = ByteBuffer.allocate(CONTAINER_HEADER + sizeOfAlpha + sizeOfPixels);
    made.order(ByteOrder.LITTLE_ENDIAN);
    made.putInt(fourCc("RIFF")).putInt(made.capacity() - 8).putInt(fourCc("WEBP"));
    if (alpha > 0) {
      made.putInt(EXTENDED).putInt(10).putInt(HAS_ALPHA);
      putInt24(made, frameWidth - 1);
      putInt24(made, frameHeight - 1);
      made.put(content, alpha, CHUNK_HEADER + alphaLength);
      made.position(CONTAINER_HEADER + sizeOfAlpha);
    }
    made.put(content, pixels, pixelEnd - pixels);
    codesEnd = isLossless() ? made.capacity() : CONTAINER_HEADER + sizeOfAlpha;
    keep(made.array());
    // What is of one colour is small indeed; how large it may become was checked here.
    int enough = (int) (4L * frameWidth * frameHeight / MOST_EXPANSION) + 1;
    keep(new byte[Math.max(0, enough - made.capacity())]);
  }

  private static int padded(int length) {
    return length + (length & 1);
  }

  private static void putInt24(ByteBuffer into, int value) {
    into.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
  }

  private int int24(int at) {
    return (content[at] & 0xFF) | (content[at + 1] & 0xFF) << 8 | (content[at + 2] & 0xFF) << 16;
  }

  private static int fourCc(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }

  // --- Pixels ------------------------------------------------------------------------------

  @Override
  PixelImage.SampleRows decode(int step, Effort effort)
      throws IOException, UndecodableImageException {
    try (ImageIoReading reading = reading("WebP", effort, codesEnd, new CodeMemory())) {
      BufferedImage frame = reading.image(1);
      if (!reading.warnings().isEmpty()) {
        throw corrupt("is damaged %s".formatted(reading.warnings()));
      }
      return overBlack(frame, left, top);
    } catch (TooManyCodesException e) {
      throw new UndecodableImageException(
          RejectReason.TOO_MUCH_MEMORY,
          "WebP image has more codes than any encoder writes; encode it again",
          e);
    }
  }

  /**
   * Ends a decoding whose tables of codes take more memory than was foreseen: how many there are is
   * known only to who decodes them, and a few hundred kilobytes can ask for hundreds of megabytes.
   * What is allocated for pixels does not count, since most of that is not kept. For the thread
   * that makes it.
   */
  private final class CodeMemory implements Effort {
    /** What the decoder throws away for each pixel of the small pictures before the tables. */
    private static final int WASTE = 80;

    private final long most =
        bytes(1) + WASTE * (long) sampled(frameWidth, 4) * sampled(frameHeight, 4);
    private final long before = allocated();

    @Override
    public void check() throws TooManyCodesException {
      if (allocated() - before > most && isMakingTables()) {
        throw new TooManyCodesException();
      }
    }

    private static boolean isMakingTables() {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith(TABLES)));
    }

    private static long allocated() {
      return THREADS == null ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }
  }

  /** More memory than there are pixels and codes for. */
  private static final class TooManyCodesException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyCodesException() {
      super("the codes take more memory than was foreseen");
    }
  }

  private void require(long end) throws UndecodableImageException {
    if (content.length < end) {
      throw new UndecodableImageException(
          RejectReason.TRUNCATED,
          String.format(
              Locale.ROOT, "WebP image has [%d] bytes of %d; send it whole", content.length, end));
    }
  }

  private static UndecodableImageException corrupt(String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT, "WebP image %s; encode it again".formatted(what));
  }
}
