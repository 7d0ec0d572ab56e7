package io.qahan.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10FilesTest {

  private static final int RECORD = 3073;

  @TempDir Path directory;

  @Test
  void shouldReadTheBinaryBatchesOneAfterTheOther() throws Exception {
    writeBatches(directory);
    Dataset dataset = DatasetLocation.parse("cifar10:" + directory).open();
    assertThat(dataset.shape()).isEqualTo(ImageShape.CIFAR10);
    assertThat(dataset.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
    assertThat(dataset.train().size()).isEqualTo(10);
    assertThat(dataset.test().size()).isEqualTo(2);
    LabelledImage fourth = dataset.train().get(3);
    assertThat(fourth.id()).isEqualTo("cifar10-train-00003");
    assertThat(fourth.label()).as("second record of the second batch").isEqualTo(3);
    PixelImage pixels =
        new ImageDecoder(ImageShape.CIFAR10, ImageLimits.DEFAULT).decode(fourth.image());
    assertThat(pixels.at(0, 0, 0)).isEqualTo(12);
    assertThat(pixels.at(2, 31, 31)).isEqualTo(12);
  }

  @Test
  void shouldFindTheFolderThatTheArchiveUnpacksTo() throws Exception {
    writeBatches(Files.createDirectory(directory.resolve("cifar-10-batches-bin")));
    assertThat(DatasetLocation.parse("cifar10:" + directory).open().train().size()).isEqualTo(10);
  }

  @Test
  void shouldReadAFolderPerClassToo() throws Exception {
    byte[] png = ImageEncoder.png(PixelImage.of(ImageShape.CIFAR10, new byte[3072])).content();
    for (String name :
        new String[] {
          "truck", "ship", "horse", "frog", "dog", "deer", "cat", "bird", "automobile", "airplane"
        }) {
      Files.write(
          Files.createDirectories(directory.resolve("train").resolve(name)).resolve("0.png"), png);
    }
    Dataset dataset = DatasetLocation.parse("cifar10:" + directory).open();
    assertThat(dataset.train().stream().map(LabelledImage::label))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(dataset.train().get(9).source()).endsWith("0.png").contains("truck");
    assertThat(dataset.test().size()).isZero();
  }

  @Test
  void shouldRefuseFoldersOfOtherClasses() throws Exception {
    byte[] png = ImageEncoder.png(PixelImage.of(ImageShape.CIFAR10, new byte[3072])).content();
    for (String name : new String[] {"cat", "dog"}) {
      Files.write(
          Files.createDirectories(directory.resolve("train").resolve(name)).resolve("0.png"), png);
    }
    assertThatThrownBy(() -> DatasetLocation.parse("cifar10:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("[cat, dog]")
        .hasMessageContaining("folder:");
  }

  @Test
  void shouldRefuseABatchThatWasCut() throws Exception {
    writeBatches(directory);
    Files.write(directory.resolve("data_batch_3.bin"), new byte[RECORD + 1]);
    assertThatThrownBy(() -> DatasetLocation.parse("cifar10:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("data_batch_3.bin")
        .hasMessageContaining("[3074]");
  }

  @Test
  void shouldRefuseALabelOutOfRange() throws Exception {
    writeBatches(directory);
    byte[] batch = new byte[RECORD];
    batch[0] = 10;
    Files.write(directory.resolve("data_batch_1.bin"), batch);
    LabelledImages train = DatasetLocation.parse("cifar10:" + directory).open().train();
    assertThatThrownBy(() -> train.get(0))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("label [10]");
  }

  @Test
  void shouldNameWhatItLooksFor() {
    assertThatThrownBy(() -> DatasetLocation.parse("cifar10:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("data_batch_1.bin");
  }

  /** Two records a file; record i of all has label i and its pixels are all 9 + i. */
  private static void writeBatches(Path directory) throws IOException {
    int image = 0;
    for (String name :
        new String[] {
          "data_batch_1",
          "data_batch_2",
          "data_batch_3",
          "data_batch_4",
          "data_batch_5",
          "test_batch"
        }) {
      byte[] batch = new byte[2 * RECORD];
      for (int i = 0; i < batch.length; i++) {
        int record = image + i / RECORD;
        batch[i] = (byte) (i % RECORD == 0 ? record % 10 : 9 + record);
      }
      image += 2;
      Files.write(directory.resolve(name + ".bin"), batch);
    }
  }
}
