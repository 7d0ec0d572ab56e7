package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GIF, BMP and WebP: what is refused, and why; what they show is held against Pillow. */
class OtherFormatsTest {
  private static final Path FILES = Path.of("src/test/resources/io/qahan/ingest/image/pillow");
  private static final ImageShape SHAPE = new ImageShape(3, 24, 40);
  private static final ImageLimits RESIZING = ImageLimits.DEFAULT.with(OtherSize.RESIZE);

  private final ImageDecoder decoder = new ImageDecoder(SHAPE, ImageLimits.DEFAULT);
  private final ImageDecoder resizing = new ImageDecoder(SHAPE, RESIZING);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gif-plain.gif",
        "bmp-24.bmp",
        "bmp-8.bmp",
        "webp-lossless.webp",
        "webp-lossy-alpha.webp",
        "webp-animated.webp"
      })
  void shouldRefuseAFileAtEveryLengthShortOfTheWhole(String name) throws IOException {
    byte[] whole = bytes(name);
    int needed = name.endsWith("gif") ? whole.length - 1 : whole.length; // but for its trailer
    for (int length = 1; length < needed; length++) {
      UndecodableImageException refused = refusal(image(name, Arrays.copyOf(whole, length)));
      assertThat(refused.reason())
          .as("the first %d of %d bytes", length, whole.length)
          .isEqualTo(RejectReason.TRUNCATED);
    }
  }

  @Test
  void shouldNotMissWhatFollowsTheFirstPicture() throws Exception {
    byte[] animated = bytes("gif-animated.gif");
    byte[] half = Arrays.copyOf(animated, animated.length / 2);

    assertThat(decoder.decode(image("a.gif", half)))
        .isEqualTo(decoder.decode(image("a.gif", animated)));
  }

  @ParameterizedTest
  @CsvSource({"a.gif, 6, 2", "a.bmp, 18, 4", "b.webp, 24, 3"})
  void shouldRefuseHugeCanvasesByTheirHeaders(String name, int at, int bytesOfWidth)
      throws IOException {
    String file =
        name.endsWith("gif")
            ? "gif-plain.gif"
            : name.endsWith("bmp") ? "bmp-24.bmp" : "webp-animated.webp";
    byte[] huge = bytes(file);
    huge[at] = (byte) 0x50;
    huge[at + 1] = (byte) 0xC3; // 50,000
    assertThat(bytesOfWidth).isGreaterThan(1);

    assertThat(refusal(resizing, image(name, huge)).reason()).isEqualTo(RejectReason.DIMENSIONS);
  }

  @Test
  void shouldRefuseAHugePictureOnASmallScreen() {
    byte[] gif = gif(10, 10, 0, 0, 20_000, 20_000, new byte[] {0x44, 0x01});

    assertThat(refusal(resizing, image("a.gif", gif)).reason()).isEqualTo(RejectReason.DIMENSIONS);
  }

  /** A few bytes of codes cannot be a large picture, whatever the header says. */
  @Test
  void shouldRefuseAGifWhoseCodesAreTooFew() {
    byte[] gif = gif(4_000, 4_000, 0, 0, 4_000, 4_000, new byte[] {0x44, 0x01});

    UndecodableImageException refused = refusal(resizing, image("a.gif", gif));

    assertThat(refused.reason()).isEqualTo(RejectReason.TRUNCATED);
    assertThat(refused).hasMessageContaining("GIF").hasMessageContaining("4000 x 4000");
  }

  @Test
  void shouldRefuseImpossibleCodes() {
    byte[] gif = gif(2, 2, 0, 0, 2, 2, new byte[] {(byte) 0xFC, (byte) 0xFF});

    assertThat(refusal(resizing, image("a.gif", gif)).reason()).isEqualTo(RejectReason.CORRUPT);
  }

  /** Pixels 1 1 1 1 of a picture of 2 x 2, in the corner of a larger screen. */
  @Test
  void shouldPutAPictureWhereItIsOnItsScreen() throws Exception {
    byte[] codes = {0x4C, 0x12, 0x05}; // clear, 1, 1, 1, 1, end: three bits each
    byte[] gif = gif(4, 3, 2, 1, 2, 2, codes);
    ImageDecoder own = new ImageDecoder(new ImageShape(3, 3, 4), ImageLimits.DEFAULT);

    PixelImage pixels = own.decode(image("a.gif", gif));

    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        boolean covered = x >= 2 && y >= 1;
        assertThat(pixels.at(0, y, x)).as("%d, %d", x, y).isEqualTo(covered ? 200 : 0);
        assertThat(pixels.at(2, y, x)).as("%d, %d", x, y).isEqualTo(covered ? 50 : 0);
      }
    }
  }

  @Test
  void shouldRefuseABmpWhosePixelsAreMissing() throws IOException {
    byte[] bmp = bytes("bmp-24.bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(22, 4_000);

    UndecodableImageException refused = refusal(resizing, image("a.bmp", bmp));

    assertThat(refused.reason()).isEqualTo(RejectReason.TRUNCATED);
    assertThat(refused).hasMessageContaining("BMP");
  }

  @ParameterizedTest
  @CsvSource({"30, 4", "30, 5", "28, 7"}) // a JPEG or a PNG inside, 7 bits a pixel
  void shouldRefuseBmpsThatFewProgramsRead(int at, int value) throws IOException {
    byte[] bmp = bytes("bmp-24.bmp");
    bmp[at] = (byte) value;

    assertThat(refusal(image("a.bmp", bmp)).reason()).isEqualTo(RejectReason.UNSUPPORTED);
  }

  @Test
  void shouldSayWhatTheBytesReallyAre() throws IOException {
    UndecodableImageException refused = refusal(EncodedImage.png(bytes("webp-lossy.webp")));

    assertThat(refused.reason()).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(refused).hasMessageContaining("not a PNG").hasMessageContaining("WebP");
  }

  @Test
  void shouldTurnAWebpUpright() throws Exception {
    PixelImage turned = decoder.decode(image("a.webp", bytes("webp-exif.webp")));
    PixelImage stored = decoder.decode(image("a.webp", bytes("webp-lossless.webp")));

    assertThat(turned.at(0, 0, 0)).isEqualTo(stored.at(0, 23, 39));
  }

  /** Tens of thousands of code tables in a file that is small: each takes kilobytes. */
  @Test
  void shouldRefuseALosslessWebpOfMoreCodesThanAnyEncoderWrites() {
    byte[] bomb = webpOfManyCodes(1024, 65_536);
    assertThat(bomb.length).isLessThan(1 << 20);
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();

    UndecodableImageException refused = refusal(resizing, image("a.webp", bomb));

    assertThat(refused.reason()).isEqualTo(RejectReason.TOO_MUCH_MEMORY);
    assertThat(runtime.totalMemory() - runtime.freeMemory() - before).isLessThan(150L << 20);
  }

  @Test
  void shouldMakeRecordsOfWhatTheTopicDoesNotHave() throws Exception {
    for (String name : new String[] {"gif-plain.gif", "bmp-24.bmp", "webp-lossless-alpha.webp"}) {
      EncodedImage image = image(name, bytes(name));

      EncodedImage sent = ImageDecoder.portable(image, ImageLimits.DEFAULT);

      assertThat(sent.format()).as(name).isEqualTo(ImageFormat.PNG);
      assertThat(decoder.decode(sent)).as(name).isEqualTo(decoder.decode(image));
    }
    EncodedImage jpeg = image("cmyk.jpg", bytes("cmyk.jpg"));
    assertThat(ImageDecoder.portable(jpeg, ImageLimits.DEFAULT)).isSameAs(jpeg);
  }

  @Test
  void shouldHalveWhatIsTooLargeAsPng() throws Exception {
    byte[] noise = new byte[300 * 200]; // one byte a pixel, three when it is a PNG
    new Random(1).nextBytes(noise);
    ByteBuffer bmp = ByteBuffer.allocate(54 + 1024 + 300 * 200).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(0).putInt(0).putInt(54 + 1024).putInt(40);
    bmp.putInt(300).putInt(200).putShort((short) 1).putShort((short) 8).position(54);
    for (int i = 0; i < 256; i++) {
      bmp.putInt(0xFFFFFF & i * 0x9E3779B1);
    }
    bmp.put(noise);
    EncodedImage image = image("a.bmp", bmp.array());
    ImageLimits limits = new ImageLimits(bmp.capacity(), 4096, OtherSize.REFUSE);

    EncodedImage whole = ImageDecoder.portable(image, ImageLimits.DEFAULT);
    EncodedImage halved = ImageDecoder.portable(image, limits);

    assertThat(ImageDecoder.shapeOf(whole, RESIZING)).isEqualTo(new ImageShape(3, 200, 300));
    assertThat(whole.content().length).isGreaterThan(limits.maxBytes());
    assertThat(ImageDecoder.shapeOf(halved, RESIZING)).isEqualTo(new ImageShape(3, 100, 150));
    assertThat(halved.content().length).isLessThanOrEqualTo(limits.maxBytes());
  }

  private static byte[] gif(
      int width, int height, int left, int top, int frameWidth, int frameHeight, byte[] codes) {
    ByteBuffer gif = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    gif.putShort((short) width).putShort((short) height);
    gif.put((byte) 0x80).put((byte) 0).put((byte) 0); // a palette of two colours
    gif.put(new byte[] {0, 0, 0, (byte) 200, 100, 50});
    gif.put((byte) 0x2C).putShort((short) left).putShort((short) top);
    gif.putShort((short) frameWidth).putShort((short) frameHeight).put((byte) 0);
    gif.put((byte) 2).put((byte) codes.length).put(codes).put((byte) 0).put((byte) 0x3B);
    return Arrays.copyOf(gif.array(), gif.position());
  }

  /** A picture of 4 x 4 tiles, each of which says that it has codes of its own. */
  private static byte[] webpOfManyCodes(int side, int groups) {
    Bits bits = new Bits();
    bits.put(0x2F, 8).put(side - 1, 14).put(side - 1, 14).put(0, 4); // no alpha, version 0
    bits.put(0, 1).put(0, 1); // no transform, no colour cache
    bits.put(1, 1).put(0, 3); // codes of tiles of 4 x 4
    bits.put(0, 1); // the picture of their numbers: no colour cache
    literals(bits, 24); // green, the low byte of the number
    literals(bits, 0); // red, the high one
    single(bits);
    single(bits);
    single(bits);
    for (int i = 0; i < side / 4 * (side / 4); i++) {
      int number = Math.min(i, groups - 1);
      bits.putReversed(number & 0xFF, 8).putReversed(number >> 8, 8);
    }
    for (int i = 0; i < 5 * groups; i++) {
      single(bits);
    }
    byte[] data = bits.bytes();
    ByteBuffer webp =
        ByteBuffer.allocate(20 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
    webp.put(ascii("RIFF")).putInt(webp.capacity() - 8).put(ascii("WEBPVP8L"));
    webp.putInt(data.length).put(data);
    return webp.array();
  }

  /** A code in which each of 256 symbols has eight bits, and some more symbols have none. */
  private static void literals(Bits bits, int more) {
    bits.put(0, 1); // lengths follow, coded
    bits.put(12 - 4, 4); // lengths of the codes of 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8
    int[] lengths = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    for (int length : lengths) {
      bits.put(length, 3);
    }
    bits.put(0, 1); // no shorter alphabet: 8 is coded as 0, 18 (zeros) as 1
    for (int i = 0; i < 256; i++) {
      bits.put(0, 1);
    }
    if (more > 0) {
      bits.put(1, 1).put(more - 11, 7);
    }
  }

  /** A code of one symbol, which takes no bits. */
  private static void single(Bits bits) {
    bits.put(1, 1).put(0, 1).put(0, 1).put(0, 1);
  }

  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int held;
    private int count;

    Bits put(int value, int bits) {
      for (int i = 0; i < bits; i++) {
        held |= (value >> i & 1) << count;
        if (++count == 8) {
          out.write(held);
          held = 0;
          count = 0;
        }
      }
      return this;
    }

    Bits putReversed(int value, int bits) {
      return put(Integer.reverse(value) >>> (32 - bits), bits);
    }

    byte[] bytes() {
      return put(0, 7).out.toByteArray();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(FILES.resolve(name));
  }

  private static EncodedImage image(String name, byte[] content) {
    return EncodedImage.of(ImageFormat.ofFileName(name).orElseThrow(), content);
  }

  private UndecodableImageException refusal(EncodedImage image) {
    return refusal(decoder, image);
  }

  private static UndecodableImageException refusal(ImageDecoder decoder, EncodedImage image) {
    return catchThrowableOfType(UndecodableImageException.class, () -> decoder.decode(image));
  }
}
