package io.qahan.ingest.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** From ImageIO's many pixel layouts to ours, from grey to colour and back, and to another size. */
final class Conversion {

  private Conversion() {}

  /** The 8-bit pixels of {@code image}, grey or RGB as the image is; transparency over black. */
  static PixelImage pixels(BufferedImage image) throws UndecodableImageException {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return palettePixels(image.getRaster(), palette);
    }
    int colours = model.getNumColorComponents();
    if (colours != 1 && colours != 3) {
      throw new UndecodableImageException(
          RejectReason.UNSUPPORTED,
          "image has [%d] colour components; send grey or RGB".formatted(colours));
    }
    // Samples are taken as stored: BufferedImage.getRGB would treat grey as linear light and
    // brighten it.
    ImageShape shape = new ImageShape(colours, image.getHeight(), image.getWidth());
    Raster raster = image.getRaster();
    int[] alpha = model.hasAlpha() ? eightBits(raster, colours, model) : null;
    byte[] pixels = new byte[shape.size()];
    int plane = shape.height() * shape.width();
    for (int c = 0; c < colours; c++) {
      int[] samples = eightBits(raster, c, model);
      for (int i = 0; i < plane; i++) {
        pixels[c * plane + i] =
            (byte) (alpha == null ? samples[i] : overBlack(samples[i], alpha[i]));
      }
    }
    return PixelImage.adopt(shape, pixels);
  }

  private static int[] eightBits(Raster raster, int band, ColorModel model) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] samples =
        raster.getSamples(
            raster.getMinX(), raster.getMinY(), width, height, band, new int[width * height]);
    int bits = model.getComponentSize(band);
    if (bits != 8) {
      int top = (1 << bits) - 1;
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (samples[i] * 255 + top / 2) / top;
      }
    }
    return samples;
  }

  private static PixelImage palettePixels(Raster raster, IndexColorModel palette) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    int[] indices = raster.getSamples(0, 0, width, height, 0, new int[width * height]);
    ImageShape shape = new ImageShape(isGrey(palette) ? 1 : 3, height, width);
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < indices.length; i++) {
      int argb = palette.getRGB(indices[i]);
      int alpha = argb >>> 24;
      for (int c = 0; c < shape.channels(); c++) {
        pixels[c * indices.length + i] = (byte) overBlack((argb >> (16 - 8 * c)) & 0xFF, alpha);
      }
    }
    return PixelImage.adopt(shape, pixels);
  }

  private static boolean isGrey(IndexColorModel palette) {
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  private static int overBlack(int sample, int alpha) {
    return (sample * alpha + 127) / 255;
  }

  /** {@code image} with 1 or 3 channels: luminance by Rec. 601, or grey repeated. */
  static PixelImage withChannels(PixelImage image, int channels) {
    ImageShape from = image.shape();
    if (from.channels() == channels) {
      return image;
    }
    ImageShape to = new ImageShape(channels, from.height(), from.width());
    int plane = from.height() * from.width();
    byte[] source = image.pixels();
    byte[] pixels = new byte[to.size()];
    for (int i = 0; i < plane; i++) {
      if (channels == 1) {
        int red = source[i] & 0xFF;
        int green = source[plane + i] & 0xFF;
        int blue = source[2 * plane + i] & 0xFF;
        pixels[i] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      } else {
        for (int c = 0; c < channels; c++) {
          pixels[c * plane + i] = source[i];
        }
      }
    }
    return PixelImage.adopt(to, pixels);
  }

  /**
   * {@code image} at another size, by bilinear interpolation; a large picture is halved until it is
   * less than twice as large, because one bilinear step would skip most of its pixels.
   */
  static PixelImage resized(PixelImage image, int height, int width) {
    ImageShape from = image.shape();
    if (from.height() == height && from.width() == width) {
      return image;
    }
    BufferedImage current = toRgb(image);
    while (current.getHeight() != height || current.getWidth() != width) {
      int nextHeight = Math.max(height, (current.getHeight() + 1) / 2);
      int nextWidth = Math.max(width, (current.getWidth() + 1) / 2);
      current = drawn(current, nextHeight, nextWidth);
    }
    return fromRgb(current, from.channels());
  }

  private static BufferedImage drawn(BufferedImage image, int height, int width) {
    BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }

  private static BufferedImage toRgb(PixelImage image) {
    ImageShape shape = image.shape();
    BufferedImage rgb =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    int last = shape.channels() - 1;
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        int red = image.at(0, y, x);
        int green = image.at(Math.min(1, last), y, x);
        int blue = image.at(last, y, x);
        rgb.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return rgb;
  }

  private static PixelImage fromRgb(BufferedImage rgb, int channels) {
    ImageShape shape = new ImageShape(channels, rgb.getHeight(), rgb.getWidth());
    byte[] pixels = new byte[shape.size()];
    int i = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          pixels[i++] = (byte) (rgb.getRGB(x, y) >> (16 - 8 * c));
        }
      }
    }
    return PixelImage.adopt(shape, pixels);
  }
}
