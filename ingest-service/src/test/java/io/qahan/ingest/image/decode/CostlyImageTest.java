package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostlyImageTest {
  private static final ImageLimits RESIZING = ImageLimits.DEFAULT.with(OtherSize.RESIZE);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int SIDE = 1_050; // more than a million pixels
  private static final Path LARGE = Path.of("src/test/resources/io/qahan/ingest/image");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void shouldCountTheScansOfAJpegBeforeDecodingIt() throws Exception {
    byte[] small = Pictures.progressive(Pictures.noisy(28, 28, BufferedImage.TYPE_3BYTE_BGR));
    ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
    for (int scans : new int[] {JpegImage.MAX_SCANS + 1, 2_000}) {
      UndecodableImageException refused =
          refusal(decoder, EncodedImage.jpeg(Pictures.withScans(small, scans)));
      assertThat(refused.reason()).isEqualTo(RejectReason.TOO_MANY_SCANS);
      assertThat(refused).hasMessageContaining("[100]");
    }
    byte[] most = Pictures.withScans(small, JpegImage.MAX_SCANS);
    assertThat(JpegImage.of(most, RESIZING).visits()).isGreaterThan(100 * 28 * 28);
    assertThat(decoder.decode(EncodedImage.jpeg(small)).shape()).isEqualTo(ImageShape.MNIST);
  }

  @Test
  void shouldRefuseAPngWhosePixelsCannotBeInItsBytes() {
    byte[] png = Pictures.png(4_000, 4_000, 16, 6, Pictures.pixelChunk(new byte[100_000]));
    ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, RESIZING);
    assertThat(refusal(decoder, EncodedImage.png(png)).reason()).isEqualTo(RejectReason.TRUNCATED);
  }

  @Test
  void shouldRefuseWhatTakesMoreMemoryThanThereIs() {
    byte[] progressive = Pictures.progressive(Pictures.gradient(SIDE, SIDE, 5));
    try (DecodeBudget little = new DecodeBudget(new ByteBudget(2 << 20), LONG, 1)) {
      ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, RESIZING, little);
      assertThat(refusal(decoder, EncodedImage.jpeg(progressive)).reason())
          .isEqualTo(RejectReason.TOO_MUCH_MEMORY);
    }
  }

  /** What is allocated in all; the peak is lower, by the row that ImageIO throws away each row. */
  @ParameterizedTest
  @CsvSource({
    "0, 1", "0, 8", "0, 16", "2, 8", "2, 16", "3, 4", "3, 8", "4, 8", "4, 16", "6, 8", "6, 16"
  })
  void shouldTellBeforehandWhatAPngTakes(int colourType, int depth) throws Exception {
    for (boolean interlaced : new boolean[] {false, true}) {
      for (int[] size : new int[][] {{28, 28}, {700, 300}, {SIDE, SIDE}}) {
        byte[] png = plain(size[0], size[1], colourType, depth, interlaced);
        shouldTakeNoMoreThanEstimated(EncodedImage.png(png), 1);
        shouldTakeNoMoreThanEstimated(EncodedImage.png(png), 5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR})
  void shouldTellBeforehandWhatAJpegTakes(int type) throws Exception {
    for (int[] size : new int[][] {{28, 28}, {700, 300}, {SIDE, SIDE}}) {
      BufferedImage picture = Pictures.gradient(size[0], size[1], type);
      byte[] jpeg = Pictures.encoded(picture, "jpg");
      byte[] progressive = Pictures.progressive(picture);
      for (int step : size[0] == SIDE ? new int[] {1, 5} : new int[] {1}) {
        shouldTakeNoMoreThanEstimated(EncodedImage.jpeg(jpeg), step);
        shouldTakeNoMoreThanEstimated(EncodedImage.jpeg(progressive), step);
      }
      assertThat(
              JpegImage.of(progressive, RESIZING).bytes(1)
                  - JpegImage.of(jpeg, RESIZING).bytes(1)
                  + jpeg.length * 2L)
          .as("coefficients, in native memory")
          .isGreaterThanOrEqualTo(2L * size[0] * size[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "bmp"})
  void shouldTellBeforehandWhatAGifOrBmpTakes(String format) throws Exception {
    ImageFormat known = ImageFormat.ofFileName("a." + format).orElseThrow();
    for (int[] size : new int[][] {{28, 28}, {700, 300}, {SIDE, SIDE}}) {
      for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
        byte[] content = Pictures.encoded(Pictures.gradient(size[0], size[1], type), format);
        shouldTakeNoMoreThanEstimated(EncodedImage.of(known, content), 1);
      }
    }
  }

  /** The decoder throws away some tens of bytes a pixel, which depends on the JIT. */
  @ParameterizedTest
  @ValueSource(strings = {"wave-lossless.webp", "wave-lossless-alpha.webp"})
  void shouldTellBeforehandWhatALosslessWebpTakes(String file) throws Exception {
    byte[] content = Files.readAllBytes(LARGE.resolve(file));
    CompressedImage image = WebpImage.of(content, RESIZING);
    assertThat(image.bytes(1)).isBetween(5L * SIDE * SIDE, 40L * SIDE * SIDE);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Resampling.of(image.decode(1, Effort.UNLIMITED), ImageShape.CIFAR10);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(image.bytes(1) + 32L * SIDE * SIDE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wave-lossy.webp", "wave-lossy-alpha.webp"})
  void shouldDecodeALargeLossyWebpWithinTheBudget(String file) throws Exception {
    byte[] content = Files.readAllBytes(LARGE.resolve(file));
    long needed = WebpImage.of(content, RESIZING).bytes(1) + (1 << 20);
    assertThat(needed).isLessThan(20 << 20);
    try (DecodeBudget budget = new DecodeBudget(new ByteBudget(needed), LONG, 1)) {
      ImageDecoder decoder = new ImageDecoder(ImageShape.CIFAR10, RESIZING, budget);
      EncodedImage image = EncodedImage.of(ImageFormat.WEBP, content);
      assertThat(decoder.decodeIfQuick(image)).as("it is costly").isEmpty();
      assertThat(decoder.decode(image, LONG).shape()).isEqualTo(ImageShape.CIFAR10);
    }
  }

  private static void shouldTakeNoMoreThanEstimated(EncodedImage image, int step) throws Exception {
    long allocated = Long.MAX_VALUE;
    long estimated = 0;
    for (int i = 0; i < 2; i++) { // the first one loads classes
      CompressedImage compressed = CompressedImage.of(image, RESIZING);
      estimated =
          compressed.bytes(step) + Resampling.bytes(compressed.width() / step, ImageShape.CIFAR10);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Resampling.of(compressed.decode(step, Effort.UNLIMITED), ImageShape.CIFAR10);
      allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    CompressedImage compressed = CompressedImage.of(image, RESIZING);
    assertThat(allocated)
        .as("%s of %d x %d, step %d", image, compressed.width(), compressed.height(), step)
        .isLessThan(estimated + compressed.height() * (4L * compressed.width() + 200) / step);
  }

  @Test
  void shouldGiveNearlyTheSameWhenAPictureIsThinnedOut() throws Exception {
    ImageShape target = new ImageShape(3, 28, 28);
    BufferedImage checked = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      checked.getRaster().setSample(i % SIDE, i / SIDE, 0, (i % SIDE + i / SIDE) % 2 * 255);
    }
    List<EncodedImage> images = new ArrayList<>();
    for (BufferedImage picture :
        List.of(wave(BufferedImage.TYPE_3BYTE_BGR), wave(BufferedImage.TYPE_BYTE_GRAY), checked)) {
      images.add(EncodedImage.png(Pictures.encoded(picture, "png")));
      images.add(EncodedImage.jpeg(Pictures.encoded(picture, "jpg")));
    }
    images.add(EncodedImage.jpeg(Pictures.progressive(wave(BufferedImage.TYPE_3BYTE_BGR))));
    images.add(EncodedImage.png(plain(SIDE, SIDE, 2, 8, true)));
    for (EncodedImage image : images) {
      CompressedImage compressed = CompressedImage.of(image, RESIZING);
      byte[] whole = Resampling.of(compressed.decode(1, Effort.UNLIMITED), target).pixels();
      for (int step : new int[] {5, 7, 11}) {
        byte[] thin = Resampling.of(compressed.decode(step, Effort.UNLIMITED), target).pixels();
        int most = 0;
        for (int i = 0; i < whole.length; i++) {
          most = Math.max(most, Math.abs((whole[i] & 0xFF) - (thin[i] & 0xFF)));
        }
        assertThat(most).as("%s, step %d", image, step).isLessThanOrEqualTo(8);
      }
    }
  }

  @Test
  void shouldDecodeManyLargePicturesInLittleMemoryOneAfterTheOther() throws Exception {
    byte[] large = Pictures.progressive(wave(BufferedImage.TYPE_3BYTE_BGR));
    long one = JpegImage.of(large, RESIZING).bytes(1);
    ByteBudget memory = new ByteBudget(one * 5 / 4);
    ExecutorService clients = Executors.newFixedThreadPool(6);
    try (DecodeBudget budget = new DecodeBudget(memory, LONG, 3)) {
      ImageDecoder decoder = new ImageDecoder(ImageShape.MNIST, RESIZING, budget);
      EncodedImage image = EncodedImage.jpeg(large);
      List<Future<PixelImage>> decoded = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        decoded.add(clients.submit(() -> decoder.decode(image, LONG)));
      }
      PixelImage expected = new ImageDecoder(ImageShape.MNIST, RESIZING).decode(image);
      for (Future<PixelImage> pixels : decoded) {
        assertThat(pixels.get()).isEqualTo(expected);
      }
      assertThat(memory.free()).isEqualTo(memory.total());
    } finally {
      clients.shutdownNow();
    }
  }

  /** Damage must end in an image or a refusal, and never take more than was foreseen. */
  @Test
  void shouldKeepToItsBoundsWhateverIsDamaged() throws Exception {
    BufferedImage picture = Pictures.noisy(60, 50, BufferedImage.TYPE_3BYTE_BGR);
    List<EncodedImage> sound =
        List.of(
            EncodedImage.png(Pictures.encoded(picture, "png")),
            EncodedImage.png(plain(60, 50, 3, 4, true)),
            EncodedImage.png(plain(60, 50, 6, 16, false)),
            EncodedImage.jpeg(Pictures.encoded(picture, "jpg")),
            EncodedImage.jpeg(Pictures.progressive(picture)),
            EncodedImage.of(ImageFormat.GIF, Pictures.encoded(picture, "gif")),
            EncodedImage.of(ImageFormat.BMP, Pictures.encoded(picture, "bmp")),
            EncodedImage.of(ImageFormat.BMP, pillow("bmp-rle8.bmp")),
            EncodedImage.of(ImageFormat.BMP, pillow("bmp-565.bmp")),
            EncodedImage.of(ImageFormat.WEBP, pillow("webp-lossless-alpha.webp")),
            EncodedImage.of(ImageFormat.WEBP, pillow("webp-lossy-alpha.webp")),
            EncodedImage.of(ImageFormat.WEBP, pillow("webp-animated.webp")));
    ByteBudget memory = new ByteBudget(8 << 20);
    int refused = 0;
    int made = 0;
    try (DecodeBudget budget = new DecodeBudget(memory, LONG, 1)) {
      ImageDecoder decoder = new ImageDecoder(ImageShape.CIFAR10, RESIZING, budget);
      Random random = new Random(13);
      for (int i = 0; i < 3_000; i++) {
        EncodedImage image = sound.get(i % sound.size());
        byte[] damaged = damaged(image, random);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
          decoder.decode(EncodedImage.of(image.format(), damaged), LONG);
          made++;
        } catch (UndecodableImageException e) {
          refused++;
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
      }
      assertThat(memory.free()).isEqualTo(memory.total());
    }
    assertThat(refused).isPositive();
    assertThat(made).isPositive();
  }

  /** Bytes changed, cut out, doubled; in a PNG the check sums are mended, to get further. */
  private static byte[] damaged(EncodedImage image, Random random) {
    byte[] bytes = image.content().clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      int from = 8 + random.nextInt(bytes.length - 8);
      int length = random.nextInt(Math.min(200, bytes.length - from));
      byte[] shorter = new byte[bytes.length - length];
      System.arraycopy(bytes, 0, shorter, 0, from);
      System.arraycopy(bytes, from + length, shorter, from, shorter.length - from);
      bytes = shorter;
    }
    return image.format() == ImageFormat.PNG ? Pictures.withRightCheckSums(bytes) : bytes;
  }

  private static byte[] pillow(String name) throws IOException {
    return Files.readAllBytes(LARGE.resolve("pillow").resolve(name));
  }

  private static BufferedImage wave(int type) {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, type);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
          double sample = 128 + 100 * Math.sin(x / 150.0 + band) * Math.cos(y / 170.0);
          picture.getRaster().setSample(x, y, band, (int) sample);
        }
      }
    }
    return picture;
  }

  /** A picture that packs well: what memory it takes does not depend on what it shows. */
  private static byte[] plain(int width, int height, int colourType, int depth, boolean adam7) {
    int samples = new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
    int rowBytes = (width * samples * depth + 7) / 8;
    byte[] rows =
        new byte[(1 + rowBytes) * height + 16 * (height + width)]; // passes have more rows
    byte[] palette = new byte[3 << Math.min(depth, 8)];
    new Random(3).nextBytes(palette);
    return colourType == 3
        ? Pictures.png(
            width,
            height,
            depth,
            3,
            adam7,
            Pictures.chunk("PLTE", palette),
            Pictures.pixelChunk(rows))
        : Pictures.png(width, height, depth, colourType, adam7, Pictures.pixelChunk(rows));
  }

  private static UndecodableImageException refusal(ImageDecoder decoder, EncodedImage image) {
    return catchThrowableOfType(UndecodableImageException.class, () -> decoder.decode(image));
  }
}
