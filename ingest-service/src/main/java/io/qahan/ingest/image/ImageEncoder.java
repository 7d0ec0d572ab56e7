package io.qahan.ingest.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes pixels as PNG, without loss: what {@link io.qahan.ingest.image.decode.ImageDecoder} gives
 * back is the same image.
 */
public final class ImageEncoder {

  private ImageEncoder() {}

  /** {@code image} as a PNG: 8-bit grey or 24-bit RGB. */
  public static EncodedImage png(PixelImage image) {
    ImageShape shape = image.shape();
    BufferedImage picture =
        new BufferedImage(
            shape.width(),
            shape.height(),
            shape.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    WritableRaster raster = picture.getRaster();
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          raster.setSample(x, y, c, image.at(c, y, x));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", stream)) {
        throw new IllegalStateException("this JDK has no PNG writer; use one with java.desktop");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an image in memory", e);
    }
    return EncodedImage.png(bytes.toByteArray());
  }
}
