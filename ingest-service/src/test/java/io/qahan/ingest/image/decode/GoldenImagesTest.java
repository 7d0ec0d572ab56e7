package io.qahan.ingest.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.UndecodableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Pillow makes of files that ImageIO cannot write; the README beside them says how. */
class GoldenImagesTest {
  private static final Path FILES = Path.of("src/test/resources/io/qahan/ingest/image/pillow");
  private static final String EXPECTED = ".expected.png";
  private static final ImageShape RGB = new ImageShape(3, 24, 40);

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(FILES)) {
      return all.filter(file -> file.toString().matches(".*(\\.(jpg|gif|bmp|webp)|filters\\.png)"))
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldHaveAllFiles() throws IOException {
    assertThat(files()).hasSize(44);
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldSeeWhatPillowSees(Path file) throws Exception {
    byte[] content = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    Path beside = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + EXPECTED);
    byte[] expected = decoded(EncodedImage.png(Files.readAllBytes(beside)));
    byte[] actual = decoded(EncodedImage.of(ImageFormat.ofFileName(name).orElseThrow(), content));

    if (name.startsWith("webp-lossy")) {
      shouldBeAsBright(actual, expected);
      return;
    }
    for (int i = 0; i < RGB.size(); i++) {
      int difference = Math.abs((actual[i] & 0xFF) - (expected[i] & 0xFF));
      assertThat(difference).as("sample %d", i).isLessThanOrEqualTo(2);
    }
  }

  /** Colours of lossy WebP are stored for 2 x 2 pixels: here repeated, by Pillow interpolated. */
  private static void shouldBeAsBright(byte[] actual, byte[] expected) {
    int pixels = RGB.height() * RGB.width();
    double sum = 0;
    for (int i = 0; i < pixels; i++) {
      double difference = Math.abs(brightness(actual, i) - brightness(expected, i));
      assertThat(difference).as("pixel %d", i).isLessThan(8);
      sum += difference;
    }
    assertThat(sum / pixels).isLessThan(0.5);
  }

  private static double brightness(byte[] pixels, int at) {
    int plane = RGB.height() * RGB.width();
    return 0.299 * (pixels[at] & 0xFF)
        + 0.587 * (pixels[plane + at] & 0xFF)
        + 0.114 * (pixels[2 * plane + at] & 0xFF);
  }

  private static byte[] decoded(EncodedImage image) throws UndecodableImageException {
    return new ImageDecoder(RGB, ImageLimits.DEFAULT).decode(image).pixels();
  }
}
