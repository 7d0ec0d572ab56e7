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
    // brighten it. Row by row, because four bytes a sample of a whole picture would be much.
    ImageShape shape = new ImageShape(colours, image.getHeight(), image.getWidth());
    byte[] pixels = new byte[shape.size()];
    int[] row = new int[shape.width()];
    int[] alpha = model.hasAlpha() ? new int[shape.width()] : null;
    for (int y = 0; y < shape.height(); y++) {
      if (alpha != null) {
        readRow(image, y, colours, alpha);
      }
      for (int c = 0; c < colours; c++) {
        readRow(image, y, c, row);
        int at = (c * shape.height() + y) * shape.width();
        for (int x = 0; x < row.length; x++) {
          pixels[at + x] = (byte) (alpha == null ? row[x] : overBlack(row[x], alpha[x]));
        }
      }
    }
    return PixelImage.adopt(shape, pixels);
  }

  /** Fills {@code row} with one band's samples, brought to eight bits. */
  private static void readRow(BufferedImage image, int y, int band, int[] row) {
    image.getRaster().getSamples(0, y, row.length, 1, band, row);
    int bits = image.getColorModel().getComponentSize(band);
    if (bits != 8) {
      int top = (1 << bits) - 1;
      for (int x = 0; x < row.length; x++) {
        row[x] = (row[x] * 255 + top / 2) / top;
      }
    }
  }

  private static PixelImage palettePixels(Raster raster, IndexColorModel palette) {
    int height = raster.getHeight();
    int width = raster.getWidth();
    ImageShape shape = new ImageShape(isGrey(palette) ? 1 : 3, height, width);
    byte[] pixels = new byte[shape.size()];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int argb = palette.getRGB(row[x]);
        for (int c = 0; c < shape.channels(); c++) {
          pixels[(c * height + y) * width + x] =
              (byte) overBlack((argb >> (16 - 8 * c)) & 0xFF, argb >>> 24);
        }
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
