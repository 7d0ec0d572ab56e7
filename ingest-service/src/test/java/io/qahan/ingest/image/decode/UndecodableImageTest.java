package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.schemas.avro.ImageEncoding;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UndecodableImageTest {

  private static final byte[] GREY_PNG =
      ImageEncoder.png(Pictures.noise(ImageShape.MNIST, 1)).content();
  private static final byte[] COLOUR_JPEG =
      Pictures.encoded(Pictures.gradient(32, 32, BufferedImage.TYPE_3BYTE_BGR), "jpg");
  private static final byte[] GREY_JPEG =
      Pictures.encoded(Pictures.gradient(28, 28, BufferedImage.TYPE_BYTE_GRAY), "jpg");

  private final ImageDecoder grey = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
  private final ImageDecoder colour = new ImageDecoder(ImageShape.CIFAR10, ImageLimits.DEFAULT);
  private final ImageDecoder resizing =
      new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT.with(OtherSize.RESIZE));

  @Test
  void shouldRefuseAPngAtEveryLengthShortOfTheWhole() {
    for (int length = 1; length < GREY_PNG.length; length++) {
      assertThat(refusal(grey, EncodedImage.png(Arrays.copyOf(GREY_PNG, length))))
          .as("the first %d of %d bytes", length, GREY_PNG.length)
          .isEqualTo(RejectReason.TRUNCATED);
    }
  }

  @Test
  void shouldRefuseAJpegAtEveryLengthShortOfTheWhole() {
    for (int length = 1; length < COLOUR_JPEG.length; length++) {
      assertThat(refusal(colour, EncodedImage.jpeg(Arrays.copyOf(COLOUR_JPEG, length))))
          .as("the first %d of %d bytes", length, COLOUR_JPEG.length)
          .isEqualTo(RejectReason.TRUNCATED);
    }
    for (int length = 1; length < GREY_JPEG.length; length++) {
      assertThat(refusal(grey, EncodedImage.jpeg(Arrays.copyOf(GREY_JPEG, length))))
          .as("the first %d of %d bytes", length, GREY_JPEG.length)
          .isEqualTo(RejectReason.TRUNCATED);
    }
  }

  @Test
  void shouldRefuseAPngWithAnyBitFlipped() {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      byte[] flipped = GREY_PNG.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(refusal(grey, EncodedImage.png(flipped))).isIn(OF_BYTES);
    }
  }

  @ParameterizedTest
  @CsvSource({"50000, 50000", "50000, 1", "1, 50000", "2147483647, 2147483647"})
  void shouldRefuseAHugePngByItsHeader(int width, int height) {
    byte[] png = Pictures.png(width, height, 8, 6, Pictures.pixelChunk(new byte[100]));
    assertThat(refusal(grey, EncodedImage.png(png))).isEqualTo(RejectReason.DIMENSIONS);
    assertThat(refusal(resizing, EncodedImage.png(png))).isEqualTo(RejectReason.DIMENSIONS);
  }

  @Test
  void shouldRefuseAHugePngByItsHeaderEvenIfNothingFollows() {
    byte[] png = Pictures.png(50_000, 50_000, 8, 0);
    byte[] header = Arrays.copyOf(png, 8 + 25);
    assertThat(refusal(grey, EncodedImage.png(header))).isEqualTo(RejectReason.DIMENSIONS);
  }

  @Test
  void shouldRefuseAHugeJpegByItsHeader() {
    byte[] jpeg = COLOUR_JPEG.clone();
    int frame = startOfFrame(jpeg);
    jpeg[frame + 5] = (byte) 0xC3; // height 50,000
    jpeg[frame + 6] = 0x50;
    jpeg[frame + 7] = (byte) 0xC3; // width 50,000
    jpeg[frame + 8] = 0x50;
    assertThat(refusal(resizing, EncodedImage.jpeg(jpeg))).isEqualTo(RejectReason.DIMENSIONS);
  }

  private static int startOfFrame(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
        return i;
      }
    }
    throw new IllegalStateException("not a baseline JPEG");
  }

  @Test
  void shouldRefuseAnImpossiblePngSize() {
    byte[] png = Pictures.png(0, -5, 8, 0, Pictures.pixelChunk(new byte[100]));
    assertThat(refusal(grey, EncodedImage.png(png)))
        .isIn(RejectReason.DIMENSIONS, RejectReason.CORRUPT);
  }

  @Test
  void shouldRefuseAPngWithFewerPixelsThanItsHeaderPromises() {
    byte[] png = Pictures.png(28, 28, 8, 0, Pictures.pixelChunk(new byte[29 * 10]));
    assertThat(refusal(grey, EncodedImage.png(png)))
        .isIn(RejectReason.TRUNCATED, RejectReason.CORRUPT);
  }

  @Test
  void shouldRefuseAPngWithoutPixels() {
    assertThat(refusal(grey, EncodedImage.png(Pictures.png(28, 28, 8, 0))))
        .isIn(RejectReason.TRUNCATED, RejectReason.CORRUPT);
  }

  @Test
  void shouldRefuseMoreBytesThanAllowedBeforeLookingAtThem() {
    ImageDecoder small =
        new ImageDecoder(ImageShape.MNIST, new ImageLimits(100, 4096, OtherSize.REFUSE));
    assertThat(refusal(small, EncodedImage.png(GREY_PNG))).isEqualTo(RejectReason.TOO_LARGE);
    assertThat(refusal(small, EncodedImage.raw(new byte[784], List.of(1, 28, 28))))
        .isEqualTo(RejectReason.TOO_LARGE);
  }

  @Test
  void shouldSayWhatToDoAboutAnotherSize() {
    EncodedImage wide = ImageEncoder.png(Pictures.noise(new ImageShape(1, 28, 29), 1));
    assertThatThrownBy(() -> grey.decode(wide))
        .isInstanceOf(UndecodableImageException.class)
        .hasMessageContaining("[29]")
        .hasMessageContaining("28 x 28")
        .hasMessageContaining("resiz");
    assertThat(refusal(grey, wide)).isEqualTo(RejectReason.WRONG_SHAPE);
  }

  @Test
  void shouldRefuseAnEmptyImage() {
    assertThat(refusal(grey, EncodedImage.png(new byte[0]))).isEqualTo(RejectReason.EMPTY);
    assertThat(refusal(grey, EncodedImage.raw(new byte[0], List.of(1, 28, 28))))
        .isEqualTo(RejectReason.EMPTY);
  }

  @Test
  void shouldRefuseATextFile() {
    byte[] text = "This is no image.\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    assertThat(refusal(grey, EncodedImage.png(text))).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(refusal(grey, EncodedImage.jpeg(text))).isEqualTo(RejectReason.NOT_AN_IMAGE);
  }

  @Test
  void shouldRefuseAJpegThatClaimsToBeAPng() {
    assertThat(refusal(colour, EncodedImage.png(COLOUR_JPEG))).isEqualTo(RejectReason.NOT_AN_IMAGE);
  }

  @Test
  void shouldRefuseRawPixelsThatDoNotFillTheirShape() {
    byte[] pixels = new byte[784];
    assertThat(refusal(grey, EncodedImage.raw(pixels, List.of()))).isEqualTo(WRONG);
    assertThat(refusal(grey, EncodedImage.raw(pixels, List.of(28, 28)))).isEqualTo(WRONG);
    assertThat(refusal(grey, EncodedImage.raw(pixels, List.of(2, 28, 28)))).isEqualTo(WRONG);
    assertThat(refusal(grey, EncodedImage.raw(new byte[785], List.of(1, 28, 28)))).isEqualTo(WRONG);
    assertThat(refusal(grey, EncodedImage.raw(new byte[783], List.of(1, 28, 28))))
        .isEqualTo(RejectReason.TRUNCATED);
    int huge = Integer.MAX_VALUE;
    assertThat(refusal(grey, EncodedImage.raw(pixels, List.of(3, huge, huge))))
        .isEqualTo(RejectReason.DIMENSIONS);
    assertThat(refusal(grey, EncodedImage.raw(pixels, List.of(1, -28, -28))))
        .isEqualTo(RejectReason.DIMENSIONS);
  }

  private static final RejectReason WRONG = RejectReason.WRONG_SHAPE;

  /** What can be said of bytes that are no image at all. */
  private static final EnumSet<RejectReason> OF_BYTES =
      EnumSet.of(
          RejectReason.NOT_AN_IMAGE,
          RejectReason.TRUNCATED,
          RejectReason.CORRUPT,
          RejectReason.UNSUPPORTED,
          RejectReason.DIMENSIONS);

  /** What can be said of a small image however damaged: never that it costs too much time. */
  private static final EnumSet<RejectReason> OF_CONTENT =
      EnumSet.complementOf(EnumSet.of(RejectReason.TOO_LARGE, RejectReason.DECODE_TIMEOUT));

  @Property(tries = 500)
  void shouldRefuseRandomBytesWithNothingButItsOwnException(
      @ForAll ImageEncoding encoding, @ForAll byte[] content) {
    RejectReason reason = refusal(resizing, encoded(encoding, content));
    if (content.length == 0) {
      assertThat(reason).isEqualTo(RejectReason.EMPTY);
    } else if (encoding == ImageEncoding.RAW) {
      assertThat(reason).isIn(RejectReason.TRUNCATED, WRONG);
    } else {
      assertThat(reason).isIn(OF_BYTES);
    }
  }

  @Property(tries = 1000)
  void shouldDecodeOrRefuseADamagedImageButNeverFailOtherwise(
      @ForAll boolean jpeg, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int damages) {
    byte[] content = (jpeg ? COLOUR_JPEG : GREY_PNG).clone();
    Random random = new Random(seed);
    for (int i = 0; i < damages; i++) {
      content[2 + random.nextInt(content.length - 2)] = (byte) random.nextInt(256);
    }
    try {
      PixelImage decoded =
          resizing.decode(jpeg ? EncodedImage.jpeg(content) : EncodedImage.png(content));
      assertThat(decoded.shape()).isEqualTo(ImageShape.MNIST);
    } catch (UndecodableImageException e) {
      assertThat(e.reason()).isIn(OF_CONTENT);
      assertThat(e).hasMessageContaining("[").hasMessageNotContaining("null");
    }
  }

  @Property(tries = 500)
  void shouldNeverFailOtherwiseOnPngsThatAreWellFramedNonsense(
      @ForAll long seed, @ForAll boolean resize) {
    Random random = new Random(seed);
    int depth = List.of(1, 2, 4, 8, 16, 3).get(random.nextInt(6));
    int colourType = List.of(0, 2, 3, 4, 6, 5).get(random.nextInt(6));
    byte[] rows = new byte[random.nextInt(3000)];
    byte[] palette = new byte[random.nextInt(300)];
    random.nextBytes(rows);
    random.nextBytes(palette);
    byte[] png =
        Pictures.png(
            28,
            28,
            depth,
            colourType,
            Pictures.chunk("PLTE", palette),
            Pictures.chunk("tRNS", Arrays.copyOf(palette, palette.length / 3)),
            Pictures.pixelChunk(rows));
    try {
      assertThat((resize ? resizing : grey).decode(EncodedImage.png(png)).shape())
          .isEqualTo(ImageShape.MNIST);
    } catch (UndecodableImageException e) {
      assertThat(e.reason()).isIn(OF_CONTENT);
    }
  }

  @ParameterizedTest
  @EnumSource(RejectReason.class)
  void shouldNameEveryReasonByASlug(RejectReason reason) {
    assertThat(reason.slug()).matches("[a-z-]+");
  }

  private static EncodedImage encoded(ImageEncoding encoding, byte[] content) {
    return switch (encoding) {
      case PNG -> EncodedImage.png(content);
      case JPEG -> EncodedImage.jpeg(content);
      case RAW -> EncodedImage.raw(content, List.of(1, 28, 28));
    };
  }

  private static RejectReason refusal(ImageDecoder decoder, EncodedImage image) {
    UndecodableImageException refused =
        catchThrowableOfType(UndecodableImageException.class, () -> decoder.decode(image));
    return refused == null ? null : refused.reason();
  }
}
