package io.qahan.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.ImageEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {

  private static final ImageShape SHAPE = new ImageShape(1, 4, 6);

  @TempDir Path directory;

  @Test
  void shouldNumberClassesAndImagesByTheirNames() throws Exception {
    picture("train/zebra/b.png", 1);
    picture("train/zebra/a.PNG", 2);
    picture("train/ant/c.png", 3);
    picture("test/zebra/d.png", 4);
    Files.writeString(directory.resolve("train/ant/readme.txt"), "not an image");

    Dataset dataset = DatasetLocation.parse("folder:" + directory).open();
    String name = directory.getFileName().toString();
    assertThat(dataset.classNames()).containsExactly("ant", "zebra");
    assertThat(dataset.shape()).isEqualTo(SHAPE);
    assertThat(dataset.train().stream().map(LabelledImage::label)).containsExactly(0, 1, 1);
    assertThat(dataset.train().stream().map(LabelledImage::id))
        .containsExactly(name + "-train-00000", name + "-train-00001", name + "-train-00002");
    assertThat(dataset.train().get(1).source()).endsWith("a.PNG");
    assertThat(dataset.test().size()).isEqualTo(1);
    assertThat(dataset.test().get(0).label()).isEqualTo(1);
    PixelImage decoded =
        new ImageDecoder(SHAPE, ImageLimits.DEFAULT).decode(dataset.train().get(1).image());
    assertThat(decoded.at(0, 0, 0)).isEqualTo(2);
  }

  @Test
  void shouldTakeEverythingForTrainingWithoutSplits() throws Exception {
    picture("cat/1.png", 1);
    picture("dog/1.png", 2);
    Files.write(directory.resolve("dog/2.jpeg"), new byte[] {1});
    Dataset dataset = DatasetLocation.parse("folder:" + directory).open();
    assertThat(dataset.train().size()).isEqualTo(3);
    assertThat(dataset.train().get(2).image().encoding()).isEqualTo(ImageEncoding.JPEG);
    assertThat(dataset.test().size()).isZero();
  }

  @Test
  void shouldRefuseAFolderWithoutImages() throws Exception {
    Files.createDirectory(directory.resolve("cat"));
    assertThatThrownBy(() -> DatasetLocation.parse("folder:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no PNG or JPEG");
  }

  @Test
  void shouldRefuseASingleClass() throws Exception {
    picture("cat/1.png", 1);
    assertThatThrownBy(() -> DatasetLocation.parse("folder:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("at least two");
  }

  @Test
  void shouldRefuseATestClassThatIsNeverTrained() throws Exception {
    picture("train/cat/1.png", 1);
    picture("train/dog/1.png", 1);
    picture("test/fox/1.png", 1);
    assertThatThrownBy(() -> DatasetLocation.parse("folder:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("[fox]");
  }

  @Test
  void shouldNameTheFirstImageWhenItCannotBeDecoded() throws Exception {
    picture("cat/1.png", 1);
    picture("dog/1.png", 1);
    Files.writeString(directory.resolve("cat/0.png"), "text");
    assertThatThrownBy(() -> DatasetLocation.parse("folder:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("0.png");
  }

  @Test
  void shouldNameAnImageThatHasGone() throws Exception {
    picture("cat/1.png", 1);
    Path gone = picture("dog/1.png", 1);
    LabelledImages train = DatasetLocation.parse("folder:" + directory).open().train();
    Files.delete(gone);
    assertThatThrownBy(() -> train.get(1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("1.png");
  }

  private Path picture(String name, int level) throws IOException {
    byte[] pixels = new byte[SHAPE.size()];
    Arrays.fill(pixels, (byte) level);
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, ImageEncoder.png(PixelImage.of(SHAPE, pixels)).content());
  }
}
