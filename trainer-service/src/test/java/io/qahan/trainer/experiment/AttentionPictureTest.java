package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.trainer.paper.SeenImage;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttentionPictureTest {
  private static final int KEPT = 0xFFFFFFFF;
  private static final int DROPPED = 0xFF202040;

  @Test
  void shouldDrawTheImageAndBesideItACellForEachFeature(@TempDir Path directory) throws Exception {
    PixelImage image =
        PixelImage.of(new ImageShape(3, 2, 2), new byte[] {1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3});
    boolean[] kept = new boolean[16];
    kept[1] = true; // the second cell of the first row
    kept[15] = true; // the last of the last
    Path png = directory.resolve("a.png");
    AttentionPicture.draw(
        List.of(new SeenImage(image, 0, kept)),
        List.of(new AttentionPicture.Column("net", List.of(kept))),
        png);

    BufferedImage drawn = ImageIO.read(png.toFile());
    int left = 8;
    int grid = left + 8 + 8; // a square of 4 cells of 2 pixels, and a gap
    int top = 20;
    assertThat(drawn.getRGB(left, top)).isEqualTo(0xFF010203);
    for (int cell = 0; cell < 16; cell++) {
      int pixel = drawn.getRGB(grid + cell % 4 * 2, top + cell / 4 * 2);
      assertThat(pixel).as("cell %d", cell).isEqualTo(kept[cell] ? KEPT : DROPPED);
    }
    int product = grid + 8 + 8; // 16 x 16 entries in 8 x 8 pixels: features 1 and 15 are 0 and 7
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        boolean one = (x == 0 || x == 7) && (y == 0 || y == 7);
        assertThat(drawn.getRGB(product + x, top + y)).isEqualTo(one ? KEPT : DROPPED);
      }
    }
  }
}
