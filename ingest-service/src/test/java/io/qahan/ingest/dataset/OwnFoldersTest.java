package io.qahan.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as people have them. */
class OwnFoldersTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 4);

  private static final Path FILES = Path.of("src/test/resources/io/qahan/ingest/image/pillow");

  @TempDir Path directory;

  @Test
  void shouldNumberFoldersAsPeopleCount() throws Exception {
    for (String name : new String[] {"10", "2", "1", "img12b", "img2b", "img2", "zebra", "ant"}) {
      picture(name + "/1.png");
    }
    assertThat(open().classNames())
        .containsExactly("1", "2", "10", "ant", "img2", "img2b", "img12b", "zebra");
  }

  @Test
  void shouldOrderNamesOfAnyDigitsTheSameHoweverTheyCome() {
    assertThat(
            Stream.of("a99999999999999999999", "a01", "a1", "", "a", "9a", "a10b2", "a10b10")
                .sorted(NaturalOrder.OF_NAMES))
        .containsExactly("", "9a", "a", "a01", "a1", "a10b2", "a10b10", "a99999999999999999999");
  }

  @Test
  void shouldCountAndNameTheFilesThatAreLeftOut() throws Exception {
    picture("cat/1.png");
    picture("dog/1.png");
    for (String name :
        new String[] {"cat/a.heic", "cat/b.HEIC", "dog/c.avif", "dog/d.svg", "dog/e"}) {
      Files.write(directory.resolve(name), new byte[] {1});
    }
    Files.write(directory.resolve("dog/.DS_Store"), new byte[] {1});
    for (int i = 0; i < 12; i++) {
      Files.write(directory.resolve("dog/x" + i + ".tif"), new byte[] {1});
    }
    assertThat(open().notes())
        .singleElement()
        .asString()
        .contains("1 .avif, 2 .heic, 1 .svg, 12 .tif, 1 without an ending")
        .contains("a.heic", "c.avif", ", and 7 more")
        .doesNotContain("DS_Store", "1.png");
  }

  @Test
  void shouldTakeEveryFormatAndBelieveTheBytesMoreThanTheName() throws Exception {
    picture("cat/1.png");
    byte[] bmp = Files.readAllBytes(FILES.resolve("bmp-24.bmp"));
    Files.write(directory.resolve("cat/2.BMP"), bmp);
    Files.write(directory.resolve("cat/3.png"), bmp);
    Files.createDirectory(directory.resolve("dog"));
    Files.copy(FILES.resolve("gif-plain.gif"), directory.resolve("dog/1.gif"));
    Files.copy(FILES.resolve("webp-lossy.webp"), directory.resolve("dog/2.webp"));
    Dataset dataset = open();
    assertThat(dataset.notes()).isEmpty();
    assertThat(dataset.train().stream().map(image -> image.image().format()))
        .containsExactly(
            ImageFormat.PNG, ImageFormat.BMP, ImageFormat.BMP, ImageFormat.GIF, ImageFormat.WEBP);
  }

  @Test
  void shouldKeepEveryTenthImageForTestingWhereThereIsNoFolderForIt() throws Exception {
    for (int i = 0; i < 12; i++) {
      picture("cat/" + (char) ('a' + i) + ".png");
      picture("dog/" + (char) ('a' + i) + ".png");
    }
    Dataset whole = open();
    Dataset parted = whole.withTest();
    assertThat(parted.test().stream().map(LabelledImage::id))
        .containsExactly(whole.train().get(9).id(), whole.train().get(19).id());
    assertThat(parted.train().stream().map(LabelledImage::id))
        .hasSize(22)
        .doesNotContainAnyElementsOf(parted.test().stream().map(LabelledImage::id).toList());
    assertThat(parted.notes()).singleElement().asString().contains("[2] of [24]");
    assertThat(parted.withTest()).isSameAs(parted);
  }

  @Test
  void shouldSayNothingWhereThereIsNothingToSay() throws Exception {
    picture("cat/1.png");
    picture("dog/1.png");
    assertThat(open().notes()).isEmpty();
  }

  @Test
  void shouldRefuseClassesWithoutImagesByTheirNames() throws Exception {
    picture("cat/1.png");
    picture("dog/1.png");
    Files.createDirectory(directory.resolve("fox"));
    Files.write(Files.createDirectory(directory.resolve("yak")).resolve("1.tif"), new byte[] {1});
    assertThatThrownBy(this::open)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("[fox, yak]");
  }

  private Dataset open() {
    return DatasetLocation.parse("folder:" + directory).open();
  }

  private void picture(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, ImageEncoder.png(PixelImage.of(SHAPE, new byte[SHAPE.size()])).content());
  }
}
