package io.qahan.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;

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
      return all.filter(file -> file.toString().matches(".*(\\.jpg|filters\\.png)"))
          .sorted()
          .toList();
    }
  }

  @Test
  void shouldHaveAllFiles() throws IOException {
    assertThat(files()).hasSize(20);
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldSeeWhatPillowSees(Path file) throws Exception {
    byte[] content = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    Path beside = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + EXPECTED);
    byte[] expected = decoded(EncodedImage.png(Files.readAllBytes(beside)));
    byte[] actual =
        decoded(name.endsWith("png") ? EncodedImage.png(content) : EncodedImage.jpeg(content));

    for (int i = 0; i < RGB.size(); i++) {
      int difference = Math.abs((actual[i] & 0xFF) - (expected[i] & 0xFF));
      assertThat(difference).as("sample %d", i).isLessThanOrEqualTo(2);
    }
  }

  private static byte[] decoded(EncodedImage image) throws UndecodableImageException {
    return new ImageDecoder(RGB, ImageLimits.DEFAULT).decode(image).pixels();
  }
}
