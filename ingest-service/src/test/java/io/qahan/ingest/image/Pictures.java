package io.qahan.ingest.image;

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
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(width).putInt(height).put((byte) bitDepth).put((byte) colourType);
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
