package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Files that other programs write, made here byte by byte, and the pixels that they were made of.
 * Where Pillow sees something else on purpose, images.md says so.
 */
class OddImageTest {
  private static final int WIDTH = 19;
  private static final int HEIGHT = 13;
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };
  private static final byte[] JPEG =
      Pictures.encoded(Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR), "jpg");

  /** A PNG of random samples. */
  private record Drawn(int colourType, int depth, int[][] samples) {
    static Drawn of(int colourType, int depth) {
      int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
      Random random = new Random(colourType * 100 + depth);
      int[][] samples = new int[channels][WIDTH * HEIGHT];
      for (int[] plane : samples) {
        Arrays.setAll(plane, i -> random.nextInt(1 << depth));
      }
      return new Drawn(colourType, depth, samples);
    }

    byte[] png(boolean interlaced, byte[]... before) {
      byte[][] chunks = Arrays.copyOf(before, before.length + 1);
      chunks[before.length] = Pictures.pixelChunk(rows(interlaced));
      return Pictures.png(WIDTH, HEIGHT, depth, colourType, interlaced, chunks);
    }

    byte[] rows(boolean interlaced) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      for (int[] pass : interlaced ? PASSES : new int[][] {{0, 0, 1, 1}}) {
        for (int y = pass[1]; y < HEIGHT && pass[0] < WIDTH; y += pass[3]) {
          rows.write(0);
          int bits = 0;
          int held = 0;
          for (int x = pass[0]; x < WIDTH; x += pass[2]) {
            for (int[] plane : samples) {
              bits = (bits << depth) | plane[y * WIDTH + x];
              held += depth;
              while (held >= 8) {
                held -= 8;
                rows.write(bits >> held);
                bits &= (1 << held) - 1;
              }
            }
          }
          if (held > 0) {
            rows.write(bits << (8 - held));
          }
        }
      }
      return rows.toByteArray();
    }

    /** The samples of one pixel as fractions of the brightest. */
    double[] at(int pixel) {
      return Arrays.stream(samples)
          .mapToDouble(plane -> plane[pixel] / (double) ((1 << depth) - 1))
          .toArray();
    }
  }

  private interface Colour {
    /** Grey or RGB, from 0 to 1. */
    double[] of(int pixel);
  }

  @TestFactory
  Stream<DynamicTest> shouldDecodePngsOfEveryLayout() {
    Map<String, Runnable> cases = new LinkedHashMap<>();
    for (boolean interlaced : new boolean[] {false, true}) {
      String how = interlaced ? " interlaced" : "";
      for (int depth : new int[] {1, 2, 4, 8, 16}) {
        Drawn grey = Drawn.of(0, depth);
        cases.put("grey " + depth + how, () -> shouldShow(grey.png(interlaced), grey::at));
        int key = grey.samples()[0][40];
        byte[] transparent = {(byte) (key >> 8), (byte) key};
        cases.put(
            "grey " + depth + " with a transparent level" + how,
            () ->
                shouldShow(
                    grey.png(interlaced, Pictures.chunk("tRNS", transparent)),
                    i -> new double[] {grey.samples()[0][i] == key ? 0 : grey.at(i)[0]}));
      }
      for (int depth : new int[] {8, 16}) {
        Drawn rgb = Drawn.of(2, depth);
        cases.put("RGB " + depth + how, () -> shouldShow(rgb.png(interlaced), rgb::at));
        ByteBuffer key = ByteBuffer.allocate(6);
        for (int c = 0; c < 3; c++) {
          key.putShort((short) rgb.samples()[c][40]);
        }
        cases.put(
            "RGB " + depth + " with a transparent colour" + how,
            () ->
                shouldShow(
                    rgb.png(interlaced, Pictures.chunk("tRNS", key.array())),
                    i -> Arrays.equals(rgb.at(i), rgb.at(40)) ? new double[3] : rgb.at(i)));
        Drawn greyAlpha = Drawn.of(4, depth);
        cases.put(
            "grey and alpha " + depth + how,
            () -> shouldShow(greyAlpha.png(interlaced), i -> overBlack(greyAlpha.at(i))));
        Drawn rgba = Drawn.of(6, depth);
        cases.put(
            "RGBA " + depth + how,
            () -> shouldShow(rgba.png(interlaced), i -> overBlack(rgba.at(i))));
      }
      for (int depth : new int[] {1, 2, 4, 8}) {
        Drawn indices = Drawn.of(3, depth);
        byte[] palette = new byte[3 << depth];
        byte[] alphas = new byte[1 << depth];
        new Random(depth).nextBytes(palette);
        new Random(-depth).nextBytes(alphas);
        cases.put(
            "palette " + depth + how,
            () ->
                shouldShow(
                    indices.png(
                        interlaced,
                        Pictures.chunk("PLTE", palette),
                        Pictures.chunk("tRNS", alphas)),
                    i -> overBlack(entry(palette, alphas, indices.samples()[0][i]))));
      }
    }
    return tests(cases);
  }

  @TestFactory
  Stream<DynamicTest> shouldIgnoreWhatIsNoPartOfAPngsPixels() {
    Drawn rgb = Drawn.of(2, 8);
    byte[] plain = rgb.png(false);
    byte[] pixels = Pictures.pixelChunk(rgb.rows(false));
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String gamma : new String[] {"gAMA", "cHRM", "sRGB", "pHYs", "sBIT", "tIME", "bKGD"}) {
      files.put(gamma, rgb.png(false, Pictures.chunk(gamma, new byte[] {1, 2, 3})));
    }
    files.put("broken profile", rgb.png(false, chunk("iCCP", "x\0\0no zlib")));
    files.put("broken text", rgb.png(false, chunk("zTXt", "x\0\0no zlib"), chunk("iTXt", "")));
    files.put("unknown chunk", rgb.png(false, chunk("quUx", "hello")));
    files.put("palette as a hint", rgb.png(false, Pictures.chunk("PLTE", new byte[30])));
    files.put("alphas of another kind", rgb.png(false, Pictures.chunk("tRNS", new byte[1])));
    files.put("garbage after the end", with(plain, "garbage".getBytes(StandardCharsets.US_ASCII)));
    files.put("zeros after the end", with(plain, new byte[3_000]));
    files.put(
        "more rows than the header says",
        Pictures.png(
            WIDTH, HEIGHT, 8, 2, Pictures.pixelChunk(with(rgb.rows(false), new byte[900]))));
    byte[] nothing = Pictures.chunk("IDAT", new byte[0]);
    files.put(
        "pixel chunks without bytes",
        Pictures.png(WIDTH, HEIGHT, 8, 2, nothing, nothing, pixels, nothing));
    byte[] packed = Arrays.copyOfRange(pixels, 8, pixels.length - 4);
    byte[][] bits = new byte[packed.length][];
    Arrays.setAll(bits, i -> Pictures.chunk("IDAT", new byte[] {packed[i]}));
    files.put("pixel chunks of one byte", Pictures.png(WIDTH, HEIGHT, 8, 2, bits));
    files.put(
        "animation",
        Pictures.png(
            WIDTH,
            HEIGHT,
            8,
            2,
            Pictures.chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}),
            Pictures.chunk("fcTL", new byte[26]),
            pixels,
            Pictures.chunk("fcTL", new byte[26]),
            Pictures.chunk("fdAT", new byte[200])));
    Map<String, Runnable> cases = new LinkedHashMap<>();
    files.forEach((name, file) -> cases.put(name, () -> shouldShow(file, rgb::at)));
    return tests(cases);
  }

  @TestFactory
  Stream<DynamicTest> shouldIgnoreWhatIsNoPartOfAJpegsPixels() {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(
        "broken profile",
        before(JPEG, profile(1, 1, "nonsense".getBytes(StandardCharsets.US_ASCII))));
    files.put("profile of parts that are missing", before(JPEG, profile(3, 9, profile)));
    files.put("profile cut short", before(JPEG, profile(1, 1, Arrays.copyOf(profile, 140))));
    files.put("another profile", before(JPEG, profile(1, 1, profile)));
    files.put("profile of ink", before(JPEG, profile(1, 1, ofInk(profile))));
    files.put("thumbnail that is none", before(JPEG, segment(0xE0, "JFXX\0\u0010nonsense")));
    files.put(
        "Exif that is none", before(JPEG, segment(0xE1, "Exif\0\0II*\0\u007f\u007f\u007f\u007f")));
    files.put("Exif without bytes", before(JPEG, segment(0xE1, "")));
    files.put("Adobe without bytes", before(JPEG, segment(0xEE, "Adobe")));
    files.put(
        "comment with a marker in it", before(JPEG, Pictures.segment(0xFE, new byte[] {-1, -39})));
    files.put("padding of zeros before the end", padded(new byte[777]));
    files.put("padding of ones before the end", padded(bytes(555, 0xFF)));
    files.put("a few stale bytes before the end", padded(new byte[] {1, 2, 3, 4, 5}));
    files.put("one byte before the end", padded(new byte[] {0x11}));
    files.put("zeros after the end", with(JPEG, new byte[999]));
    files.put("another JPEG after the end", with(JPEG, JPEG));
    files.put("fill before a marker", with(new byte[] {-1, -40, -1, -1, -1}, tail(JPEG, 2)));
    files.put("zeros before a marker", before(JPEG, new byte[3]));
    PixelImage expected = decoded(EncodedImage.jpeg(JPEG), 3);
    Map<String, Runnable> cases = new LinkedHashMap<>();
    files.forEach(
        (name, file) ->
            cases.put(
                name, () -> assertThat(decoded(EncodedImage.jpeg(file), 3)).isEqualTo(expected)));
    return tests(cases);
  }

  @TestFactory
  Stream<DynamicTest> shouldTurnPicturesUprightAsExifSays() {
    Drawn drawn = Drawn.of(2, 8);
    PixelImage pngStored = decoded(EncodedImage.png(drawn.png(false)), 3);
    PixelImage jpegStored = decoded(EncodedImage.jpeg(JPEG), 3);
    Map<String, Runnable> cases = new LinkedHashMap<>();
    for (int tag = 1; tag <= 8; tag++) {
      int orientation = tag;
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        byte[] exif = exif(orientation, order);
        byte[] inJpeg =
            Pictures.segment(0xE1, with("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif));
        cases.put(
            "JPEG " + orientation + " " + order,
            () -> shouldBeTurned(EncodedImage.jpeg(before(JPEG, inJpeg)), jpegStored, orientation));
        cases.put(
            "PNG " + orientation + " " + order,
            () ->
                shouldBeTurned(
                    EncodedImage.png(drawn.png(false, Pictures.chunk("eXIf", exif))),
                    pngStored,
                    orientation));
      }
    }
    for (int nonsense : new int[] {0, 9, 77}) {
      byte[] exif = exif(nonsense, ByteOrder.BIG_ENDIAN);
      cases.put(
          "none such: " + nonsense,
          () ->
              shouldBeTurned(
                  EncodedImage.png(drawn.png(false, Pictures.chunk("eXIf", exif))), pngStored, 1));
    }
    return tests(cases);
  }

  @Test
  void shouldTakeTheSidesOfAPictureAsItIsSeen() throws Exception {
    byte[] exif = exif(6, ByteOrder.BIG_ENDIAN);
    EncodedImage turned = EncodedImage.png(Drawn.of(2, 8).png(false, Pictures.chunk("eXIf", exif)));
    ImageShape seen = new ImageShape(3, WIDTH, HEIGHT); // stored as HEIGHT x WIDTH
    assertThat(ImageDecoder.shapeOf(turned, ImageLimits.DEFAULT)).isEqualTo(seen);
    assertThat(new ImageDecoder(seen, ImageLimits.DEFAULT).decode(turned).shape()).isEqualTo(seen);
  }

  @Test
  void shouldRefuseDamageThatIsNoPadding() {
    for (byte[] junk : new byte[][] {new byte[300], new byte[200]}) {
      new Random(1).nextBytes(junk);
      for (int i = 0; i < junk.length; i++) {
        junk[i] &= 0x7F; // no marker
      }
      assertThat(refusalOf(EncodedImage.jpeg(padded(junk)))).isEqualTo(RejectReason.CORRUPT);
    }
  }

  @Test
  void shouldSayOfRareKindsThatTheyAreNotDecoded() {
    int frame = indexOf(JPEG, 0xC0);
    for (int[] change : new int[][] {{frame + 1, 0xC9}, {frame + 1, 0xC3}, {frame + 4, 12}}) {
      byte[] rare = JPEG.clone();
      rare[change[0]] = (byte) change[1];
      assertThat(refusalOf(EncodedImage.jpeg(rare))).isEqualTo(RejectReason.UNSUPPORTED);
    }
  }

  // --- Helpers -----------------------------------------------------------------------------

  private static Stream<DynamicTest> tests(Map<String, Runnable> cases) {
    return cases.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> e.getValue().run()));
  }

  private static void shouldShow(byte[] png, Colour colour) {
    int channels = colour.of(0).length;
    PixelImage pixels = decoded(EncodedImage.png(png), channels);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      for (int c = 0; c < channels; c++) {
        assertThat((double) pixels.at(c, i / WIDTH, i % WIDTH))
            .as("channel %d of pixel %d", c, i)
            .isCloseTo(255 * colour.of(i)[c], within(1.5)); // rounded, some of them twice
      }
    }
  }

  private static void shouldBeTurned(EncodedImage image, PixelImage stored, int orientation) {
    boolean swaps = orientation > 4;
    int width = swaps ? HEIGHT : WIDTH;
    int height = swaps ? WIDTH : HEIGHT;
    PixelImage seen;
    try {
      seen = new ImageDecoder(new ImageShape(3, height, width), ImageLimits.DEFAULT).decode(image);
    } catch (UndecodableImageException e) {
      throw new AssertionError(e);
    }
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = swaps ? y : x;
        int row = swaps ? x : y;
        column = fromRight ? WIDTH - 1 - column : column;
        row = fromBottom ? HEIGHT - 1 - row : row;
        assertThat(seen.at(1, y, x)).as("%d, %d", y, x).isEqualTo(stored.at(1, row, column));
      }
    }
  }

  private static PixelImage decoded(EncodedImage image, int channels) {
    try {
      return new ImageDecoder(new ImageShape(channels, HEIGHT, WIDTH), ImageLimits.DEFAULT)
          .decode(image);
    } catch (UndecodableImageException e) {
      throw new AssertionError(e);
    }
  }

  private static RejectReason refusalOf(EncodedImage image) {
    ImageDecoder decoder = new ImageDecoder(new ImageShape(3, HEIGHT, WIDTH), ImageLimits.DEFAULT);
    return catchThrowableOfType(UndecodableImageException.class, () -> decoder.decode(image))
        .reason();
  }

  private static double[] overBlack(double[] withAlpha) {
    int colours = withAlpha.length - 1;
    return Arrays.stream(withAlpha, 0, colours).map(v -> v * withAlpha[colours]).toArray();
  }

  private static double[] entry(byte[] palette, byte[] alphas, int index) {
    double[] rgba = new double[4];
    for (int c = 0; c < 3; c++) {
      rgba[c] = (palette[3 * index + c] & 0xFF) / 255.0;
    }
    rgba[3] = (alphas[index] & 0xFF) / 255.0;
    return rgba;
  }

  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(40).order(order);
    exif.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'));
    exif.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'));
    exif.putShort((short) 42).putInt(8).putShort((short) 2);
    exif.putShort((short) 0x010F).putShort((short) 2).putInt(1).putInt(0); // the maker
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return exif.array();
  }

  private static byte[] profile(int number, int of, byte[] content) {
    byte[] head = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    return Pictures.segment(0xE2, with(with(head, new byte[] {(byte) number, (byte) of}), content));
  }

  private static byte[] ofInk(byte[] profile) {
    byte[] ink = profile.clone();
    System.arraycopy("CMYK".getBytes(StandardCharsets.US_ASCII), 0, ink, 16, 4);
    return ink;
  }

  /** Behind the segment that must come first. */
  private static byte[] before(byte[] jpeg, byte[] segment) {
    int first = 4 + (((jpeg[4] & 0xFF) << 8) | (jpeg[5] & 0xFF));
    return with(with(Arrays.copyOf(jpeg, first), segment), tail(jpeg, first));
  }

  private static byte[] padded(byte[] padding) {
    byte[] open = Arrays.copyOf(JPEG, JPEG.length - 2);
    return with(with(open, padding), new byte[] {-1, (byte) 0xD9});
  }

  private static byte[] segment(int marker, String text) {
    return Pictures.segment(marker, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] chunk(String type, String text) {
    return Pictures.chunk(type, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] with(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] tail(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static int indexOf(byte[] jpeg, int marker) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == marker) {
        return i;
      }
    }
    throw new IllegalStateException("no such marker");
  }
}
