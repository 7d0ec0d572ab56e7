package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encoded pictures made for the tests. */
final class Pictures {

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private Pictures() {}

  static PixelImage noise(ImageShape shape, long seed) {
    byte[] pixels = new byte[shape.size()];
    new Random(seed).nextBytes(pixels);
    return PixelImage.of(shape, pixels);
  }

  /** {@code picture} through ImageIO's own writers, as other programs would send it. */
  static byte[] encoded(BufferedImage picture, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, format, bytes)) {
        throw new IllegalArgumentException("no writer of " + format + " takes this picture");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  static BufferedImage gradient(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
          picture.getRaster().setSample(x, y, band, (x * 5 + y * 3 + band * 40) % 256);
        }
      }
    }
    return picture;
  }

  /** Noise over a gradient: what no encoder makes small. */
  static BufferedImage noisy(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < picture.getRaster().getNumBands(); band++) {
          picture.getRaster().setSample(x, y, band, (random.nextInt(64) + x + y) % 256);
        }
      }
    }
    return picture;
  }

  static byte[] progressive(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(picture, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** A PNG written chunk by chunk, for layouts and lies that ImageIO does not write. */
  static byte[] png(int width, int height, int bitDepth, int colourType, byte[]... chunks) {
    return png(width, height, bitDepth, colourType, false, chunks);
  }

  static byte[] png(
      int width, int height, int depth, int colourType, boolean interlaced, byte[]... chunks) {
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put((byte) depth).put((byte) colourType);
    header.put(12, (byte) (interlaced ? 1 : 0));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(PNG_SIGNATURE);
    bytes.writeBytes(chunk("IHDR", header.array()));
    for (byte[] chunk : chunks) {
      bytes.writeBytes(chunk);
    }
    bytes.writeBytes(chunk("IEND", new byte[0]));
    return bytes.toByteArray();
  }

  static byte[] chunk(String type, byte[] content) {
    byte[] body =
        ByteBuffer.allocate(4 + content.length)
            .put(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 crc = new CRC32();
    crc.update(body);
    return ByteBuffer.allocate(8 + body.length)
        .putInt(content.length)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }

  /** {@code png} with the check sums that its damaged chunks would have, as far as they go. */
  static byte[] withRightCheckSums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = PNG_SIGNATURE.length;
    while (at + 12 <= png.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return png;
  }

  static byte[] segment(int marker, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .array();
  }

  /** {@code jpeg} with its last scan so often that it has {@code scans}. */
  static byte[] withScans(byte[] jpeg, int scans) {
    int last = jpeg.length;
    int found = 0;
    for (int i = jpeg.length - 2; i >= 0; i--) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xDA) {
        last = found++ == 0 ? i : last;
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, jpeg.length - 2);
    for (int i = found; i < scans; i++) {
      bytes.write(jpeg, last, jpeg.length - 2 - last);
    }
    bytes.write(jpeg, jpeg.length - 2, 2);
    return bytes.toByteArray();
  }

  /** The compressed rows of a PNG, each of which starts with its filter byte. */
  static byte[] pixelChunk(byte[] rows) {
    Deflater deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    byte[] buffer = new byte[rows.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return chunk("IDAT", java.util.Arrays.copyOf(buffer, length));
  }
}
