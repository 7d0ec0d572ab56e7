package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

  private final ImageDecoder grey = new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT);
  private final ImageDecoder colour = new ImageDecoder(ImageShape.CIFAR10, ImageLimits.DEFAULT);

  @Property(tries = 50)
  void shouldGiveBackWhatTheEncoderTook(
      @ForAll boolean coloured,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll long seed)
      throws Exception {
    ImageShape shape = new ImageShape(coloured ? 3 : 1, height, width);
    PixelImage image = Pictures.noise(shape, seed);
    ImageDecoder decoder = new ImageDecoder(shape, ImageLimits.DEFAULT);
    assertThat(decoder.decode(ImageEncoder.png(image))).isEqualTo(image);
    assertThat(decoder.decode(EncodedImage.raw(image))).isEqualTo(image);
  }

  @Test
  void shouldDecodeARecordOfTheImagesTopic() throws Exception {
    PixelImage image = Pictures.noise(ImageShape.MNIST, 1);
    Image record =
        Image.newBuilder()
            .setEncoding(ImageEncoding.RAW)
            .setContent(ByteBuffer.wrap(image.pixels()))
            .setShape(List.of(1, 28, 28))
            .setEventTime(Instant.EPOCH)
            .build();
    assertThat(grey.decode(EncodedImage.of(record))).isEqualTo(image);
    assertThat(record.getContent().remaining()).as("the record stays readable").isEqualTo(784);
  }

  @Test
  void shouldScaleBlackToMinusOneAndWhiteToOne() {
    PixelImage image = PixelImage.of(new ImageShape(1, 1, 3), new byte[] {0, (byte) 255, 127});
    assertThat(image.scaled()[0]).isEqualTo(-1f);
    assertThat(image.scaled()[1]).isEqualTo(1f);
    assertThat(image.scaled()[2]).isBetween(-0.005f, 0f);
  }

  @Test
  void shouldKeepGreyLevelsAsStored() throws Exception {
    BufferedImage picture = Pictures.gradient(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    PixelImage decoded = grey.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.at(0, 3, 4)).isEqualTo(29);
  }

  @Test
  void shouldTakeTheLuminanceOfColourWhereGreyIsExpected() throws Exception {
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0xFF0000);
    picture.setRGB(1, 0, 0x00FF00);
    picture.setRGB(2, 0, 0x0000FF);
    picture.setRGB(3, 0, 0xFFFFFF);
    PixelImage decoded = grey.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.at(0, 0, 0)).isEqualTo(76);
    assertThat(decoded.at(0, 0, 1)).isEqualTo(150);
    assertThat(decoded.at(0, 0, 2)).isEqualTo(29);
    assertThat(decoded.at(0, 0, 3)).isEqualTo(255);
  }

  @Test
  void shouldRepeatGreyWhereColourIsExpected() throws Exception {
    BufferedImage picture = Pictures.gradient(32, 32, BufferedImage.TYPE_BYTE_GRAY);
    PixelImage decoded = colour.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    for (int c = 0; c < 3; c++) {
      assertThat(decoded.at(c, 10, 7)).isEqualTo(65);
    }
  }

  @Test
  void shouldKeepRedGreenAndBlueInThatOrder() throws Exception {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(5, 6, 0x0A141E);
    PixelImage decoded = colour.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(List.of(decoded.at(0, 6, 5), decoded.at(1, 6, 5), decoded.at(2, 6, 5)))
        .containsExactly(10, 20, 30);
  }

  @Test
  void shouldReduceSixteenBitsToEight() throws Exception {
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setSample(0, 0, 0, 65535);
    picture.getRaster().setSample(1, 0, 0, 257 * 100);
    PixelImage decoded = grey.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.at(0, 0, 0)).isEqualTo(255);
    assertThat(decoded.at(0, 0, 1)).isEqualTo(100);
    assertThat(decoded.at(0, 0, 2)).isZero();
  }

  @Test
  void shouldDecodeBlackAndWhiteOfOneBit() throws Exception {
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_BINARY);
    picture.setRGB(2, 3, 0xFFFFFF);
    PixelImage decoded = grey.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.at(0, 3, 2)).isEqualTo(255);
    assertThat(decoded.at(0, 3, 3)).isZero();
  }

  @Test
  void shouldLookColoursUpInAPalette() throws Exception {
    byte[] rows = new byte[32 * 33];
    rows[1] = 1;
    rows[2] = 2;
    byte[] palette = {0, 0, 0, 10, 20, 30, (byte) 200, (byte) 100, 50};
    byte[] png =
        Pictures.png(32, 32, 8, 3, Pictures.chunk("PLTE", palette), Pictures.pixelChunk(rows));
    PixelImage decoded = colour.decode(EncodedImage.png(png));
    assertThat(List.of(decoded.at(0, 0, 0), decoded.at(1, 0, 0), decoded.at(2, 0, 0)))
        .containsExactly(10, 20, 30);
    assertThat(decoded.at(0, 0, 1)).isEqualTo(200);
  }

  @Test
  void shouldLayTransparencyOverBlack() throws Exception {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xFFC86432);
    picture.setRGB(1, 0, 0x80C86432);
    picture.setRGB(2, 0, 0x00C86432);
    PixelImage decoded = colour.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.at(0, 0, 0)).isEqualTo(200);
    assertThat(decoded.at(0, 0, 1)).isEqualTo(100);
    assertThat(decoded.at(0, 0, 2)).isZero();
  }

  @Test
  void shouldLayTransparentPaletteEntriesOverBlack() throws Exception {
    byte[] rows = new byte[28 * 29];
    rows[1] = 1;
    byte[] palette = {(byte) 255, (byte) 255, (byte) 255, 90, 90, 90};
    byte[] png =
        Pictures.png(
            28,
            28,
            8,
            3,
            Pictures.chunk("PLTE", palette),
            Pictures.chunk("tRNS", new byte[] {0}),
            Pictures.pixelChunk(rows));
    PixelImage decoded = grey.decode(EncodedImage.png(png));
    assertThat(decoded.at(0, 0, 0)).isEqualTo(90);
    assertThat(decoded.at(0, 0, 1)).isZero();
  }

  @Test
  void shouldDecodeGreyAndColourJpegNearlyAsDrawn() throws Exception {
    BufferedImage greyPicture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 28 * 28; i++) {
      greyPicture.getRaster().setSample(i % 28, i / 28, 0, 180);
    }
    PixelImage decoded = grey.decode(EncodedImage.jpeg(Pictures.encoded(greyPicture, "jpg")));
    assertThat(decoded.at(0, 14, 14)).isBetween(177, 183);

    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32 * 32; i++) {
      picture.setRGB(i % 32, i / 32, 0x20A0E0);
    }
    PixelImage coloured = colour.decode(EncodedImage.jpeg(Pictures.encoded(picture, "jpg")));
    assertThat(coloured.at(0, 9, 9)).isBetween(0x1A, 0x26);
    assertThat(coloured.at(1, 9, 9)).isBetween(0x9A, 0xA6);
    assertThat(coloured.at(2, 9, 9)).isBetween(0xDA, 0xE6);
  }

  @Test
  void shouldResizeWhenConfigured() throws Exception {
    ImageDecoder resizing =
        new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT.with(OtherSize.RESIZE));
    BufferedImage picture = new BufferedImage(280, 140, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 140; y++) {
      for (int x = 140; x < 280; x++) {
        picture.setRGB(x, y, 0xFFFFFF);
      }
    }
    PixelImage decoded = resizing.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.shape()).isEqualTo(ImageShape.MNIST);
    assertThat(decoded.at(0, 14, 5)).as("left half").isZero();
    assertThat(decoded.at(0, 14, 22)).as("right half").isEqualTo(255);
  }

  /** The middle of the longer side, scaled with the shorter, whichever of them it is. */
  @Test
  void shouldCropTheMiddleWhenConfigured() throws Exception {
    ImageDecoder cropping =
        new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT.with(OtherSize.CROP));
    BufferedImage picture = new BufferedImage(280, 140, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 140; y++) {
      for (int x = 70; x < 210; x++) { // what is outside of the middle is black
        picture.getRaster().setSample(x, y, 0, y < 70 ? 200 : 100);
      }
    }
    PixelImage decoded = cropping.decode(EncodedImage.png(Pictures.encoded(picture, "png")));
    assertThat(decoded.shape()).isEqualTo(ImageShape.MNIST);
    for (int column : new int[] {1, 13, 26}) {
      assertThat(decoded.at(0, 5, column)).isEqualTo(200);
      assertThat(decoded.at(0, 22, column)).isEqualTo(100);
    }

    byte[] tall = new byte[28 * 60];
    for (int i = 0; i < tall.length; i++) {
      tall[i] = (byte) (i / 28); // each row its number
    }
    PixelImage middle = cropping.decode(EncodedImage.raw(tall, List.of(1, 60, 28)));
    for (int row = 0; row < 28; row++) { // nothing to be scaled: the very pixels
      assertThat(middle.at(0, row, 9)).isEqualTo(16 + row);
    }
    byte[] odd = Arrays.copyOf(tall, 28 * 29);
    assertThat(cropping.decode(EncodedImage.raw(odd, List.of(1, 29, 28))).at(0, 0, 0)).isZero();
    byte[] small = {10, 20, 30, 40}; // grows, and loses the sides
    PixelImage grown = cropping.decode(EncodedImage.raw(small, List.of(1, 1, 4)));
    assertThat(grown.at(0, 14, 0)).isEqualTo(20);
    assertThat(grown.at(0, 14, 27)).isEqualTo(30);
  }

  @Test
  void shouldEnlargeWhenConfigured() throws Exception {
    ImageDecoder resizing =
        new ImageDecoder(ImageShape.CIFAR10, ImageLimits.DEFAULT.with(OtherSize.RESIZE));
    byte[] raw = {10, 10, 20, 20, 30, 30};
    PixelImage decoded = resizing.decode(EncodedImage.raw(raw, List.of(3, 1, 2)));
    assertThat(decoded.shape()).isEqualTo(ImageShape.CIFAR10);
    assertThat(List.of(decoded.at(0, 16, 16), decoded.at(1, 16, 16), decoded.at(2, 16, 16)))
        .containsExactly(10, 20, 30);
  }

  @Test
  void shouldTellTheShapeOfAnImage() throws Exception {
    PixelImage image = Pictures.noise(new ImageShape(3, 5, 9), 1);
    assertThat(ImageDecoder.shapeOf(ImageEncoder.png(image), ImageLimits.DEFAULT))
        .isEqualTo(image.shape());
  }

  @Test
  void shouldDecodeTheSameInEveryThread() throws Exception {
    EncodedImage png = ImageEncoder.png(Pictures.noise(ImageShape.CIFAR10, 1));
    EncodedImage jpeg =
        EncodedImage.jpeg(
            Pictures.encoded(Pictures.gradient(32, 32, BufferedImage.TYPE_3BYTE_BGR), "jpg"));
    List<PixelImage> expected = List.of(colour.decode(png), colour.decode(jpeg));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<PixelImage>> both = () -> List.of(colour.decode(png), colour.decode(jpeg));
      for (Future<List<PixelImage>> decoded : threads.invokeAll(Collections.nCopies(200, both))) {
        assertThat(decoded.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
