package io.qahan.trainer.experiment;

import io.qahan.ingest.image.PixelImage;
import io.qahan.trainer.paper.SeenImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Images at the left, one row each, and beside them what each network kept of them: x laid out as
 * the grid of blocks, and QAHASM = x x^T (eq. 11).
 */
final class AttentionPicture {
  private static final int CELL = 2;
  private static final int GAP = 8;
  private static final int TITLE = 20;
  private static final int DROPPED = 0x202040;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  /**
   * The grids of one network.
   *
   * @param kept one array of flags an image, F each, F a square number
   */
  record Column(String title, List<boolean[]> kept) {}

  private AttentionPicture() {}

  static void draw(List<SeenImage> images, List<Column> columns, Path png) throws IOException {
    int side = (int) Math.round(Math.sqrt(images.get(0).kept().length)) * CELL;
    int step = side + GAP;
    BufferedImage picture =
        new BufferedImage(
            GAP + step * (2 * columns.size() + 1),
            TITLE + step * images.size() + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setFont(FONT);
    graphics.drawString("image", GAP, TITLE - GAP / 2);
    for (int column = 0; column < columns.size(); column++) {
      String title = columns.get(column).title();
      graphics.drawString(title, GAP + step * (2 * column + 1), TITLE - GAP / 2);
      graphics.drawString("x x^T", GAP + step * (2 * column + 2), TITLE - GAP / 2);
    }
    for (int row = 0; row < images.size(); row++) {
      int top = TITLE + step * row;
      graphics.drawImage(imageOf(images.get(row).image()), GAP, top, side, side, null);
      for (int column = 0; column < columns.size(); column++) {
        boolean[] kept = columns.get(column).kept().get(row);
        graphics.drawImage(gridOf(kept), GAP + step * (2 * column + 1), top, side, side, null);
        graphics.drawImage(productOf(kept, side), GAP + step * (2 * column + 2), top, null);
      }
    }
    graphics.dispose();
    ImageIO.write(picture, "png", png.toFile());
  }

  private static BufferedImage imageOf(PixelImage image) {
    int height = image.shape().height();
    int width = image.shape().width();
    int channels = image.shape().channels();
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = rgb << 8 | image.at(Math.min(channel, channels - 1), y, x);
        }
        drawn.setRGB(x, y, rgb);
      }
    }
    return drawn;
  }

  /**
   * x x^T, n x n, in so many pixels a side: the more of the entries under a pixel are 1, the
   * brighter it is; white where as many are as under any.
   */
  private static BufferedImage productOf(boolean[] kept, int side) {
    int[] counts = new int[side];
    int most = 1;
    for (int i = 0; i < kept.length; i++) {
      int at = (int) ((long) i * side / kept.length);
      counts[at] += kept[i] ? 1 : 0;
      most = Math.max(most, counts[at]);
    }
    BufferedImage product = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double share = Math.sqrt((double) counts[x] * counts[y]) / most;
        product.setRGB(x, y, mixed(DROPPED, 0xFFFFFF, share));
      }
    }
    return product;
  }

  private static int mixed(int from, int to, double share) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int low = from >> shift & 0xFF;
      int high = to >> shift & 0xFF;
      rgb |= (int) Math.round(low + share * (high - low)) << shift;
    }
    return rgb;
  }

  private static BufferedImage gridOf(boolean[] kept) {
    int side = (int) Math.round(Math.sqrt(kept.length));
    BufferedImage grid = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < kept.length; i++) {
      grid.setRGB(i % side, i / side, kept[i] ? 0xFFFFFF : DROPPED);
    }
    return grid;
  }
}
