package io.qahan.deploy.pipeline.send;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.codec.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Records of the images topic that no pipeline can use, of every kind in turn. */
final class CorruptImages {
  private static final String SOURCE = "corrupt on purpose";
  private static final int HUGE = 50_000;

  private final Codec<Image> codec;
  private final ImageShape shape;
  private final Random random;

  CorruptImages(Codec<Image> codec, ImageShape shape, long seed) {
    this.codec = codec;
    this.shape = shape;
    this.random = new Random(seed);
  }

  /** The value of the record at {@code index}. */
  byte[] get(int index, Instant eventTime) {
    byte[] png = ImageEncoder.png(pixels(shape)).content();
    return switch (index % 8) {
      case 0 -> record(ImageEncoding.PNG, Arrays.copyOf(png, png.length * 3 / 5), eventTime);
      case 1 -> record(ImageEncoding.PNG, pngHeader(HUGE, HUGE), eventTime);
      case 2 -> record(ImageEncoding.PNG, text(), eventTime);
      case 3 -> record(ImageEncoding.PNG, new byte[0], eventTime);
      case 4 -> record(ImageEncoding.JPEG, randomBytes(600), eventTime);
      case 5 -> raw(randomBytes(shape.size() - 1), eventTime);
      case 6 -> randomBytes(300); // no Avro record at all
      default -> record(ImageEncoding.PNG, oddSize(), eventTime);
    };
  }

  private byte[] record(ImageEncoding encoding, byte[] content, Instant eventTime) {
    return codec.encode(
        new Image(encoding, ByteBuffer.wrap(content), List.of(), SOURCE, eventTime, null));
  }

  private byte[] raw(byte[] pixels, Instant eventTime) {
    List<Integer> claimed = List.of(shape.channels(), shape.height(), shape.width());
    return codec.encode(
        new Image(ImageEncoding.RAW, ByteBuffer.wrap(pixels), claimed, SOURCE, eventTime, null));
  }

  private byte[] oddSize() {
    EncodedImage odd =
        ImageEncoder.png(
            pixels(new ImageShape(shape.channels(), shape.height() + 3, shape.width() + 5)));
    return odd.content();
  }

  private PixelImage pixels(ImageShape of) {
    return PixelImage.of(of, randomBytes(of.size()));
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text() {
    return "Dear pipeline, this is a text file.".getBytes(StandardCharsets.UTF_8);
  }

  /** A PNG that claims a size in its header chunk and ends there. */
  private static byte[] pngHeader(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17);
    chunk.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    chunk.put(new byte[] {8, 0, 0, 0, 0}); // 8-bit grey
    CRC32 crc = new CRC32();
    crc.update(chunk.array());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.writeBytes(ByteBuffer.allocate(4).putInt(13).array());
    png.writeBytes(chunk.array());
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    return png.toByteArray();
  }
}
