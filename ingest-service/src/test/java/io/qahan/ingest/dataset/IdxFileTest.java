package io.qahan.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.image.ImageShape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxFileTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"-, false", "-, true", "., false", "., true"})
  void shouldReadImagesAndLabelsUnderTheirUsualNames(String separator, boolean gzipped)
      throws IOException {
    String end = gzipped ? ".gz" : "";
    for (String part : new String[] {"train", "t10k"}) {
      store(part + "-images" + separator + "idx3-ubyte" + end, idx(count(2, 2, 3), 12), gzipped);
      store(part + "-labels" + separator + "idx1-ubyte" + end, idx(count(2), 2), gzipped);
    }
    Dataset dataset = DatasetLocation.parse("mnist:" + directory).open();
    assertThat(dataset.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(dataset.train().size()).isEqualTo(2);
    LabelledImage second = dataset.train().get(1);
    assertThat(second.id()).isEqualTo("mnist-train-00001");
    assertThat(second.label()).isEqualTo(1);
    assertThat(second.image().content()).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(dataset.test().stream().map(LabelledImage::id))
        .containsExactly("mnist-test-00000", "mnist-test-00001");
  }

  @Test
  void shouldNameTheFileThatIsMissing() {
    assertThatThrownBy(() -> DatasetLocation.parse("mnist:" + directory).open())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("train-images-idx3-ubyte.gz");
  }

  @Test
  void shouldRefuseAHugeCountInAShortFileWithoutTakingTheMemory() throws IOException {
    for (boolean gzipped : new boolean[] {false, true}) {
      ByteSource source = store("huge" + gzipped, idx(count(2_000_000, 28, 28), 100), gzipped);
      IdxFile file = IdxFile.open(source, 3);
      assertThatThrownBy(file::values)
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("ends before");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 28, 28", "2147483647, 2, 1", "1, -1, -1", "65536, 65536, 65536"})
  void shouldRefuseImpossibleDimensions(int images, int rows, int columns) throws IOException {
    ByteSource source = store("impossible", idx(count(images, rows, columns), 10), false);
    assertThatThrownBy(() -> IdxFile.open(source, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("impossible dimension");
  }

  @Test
  void shouldRefuseAFileAtEveryLengthShortOfTheWhole() throws IOException {
    byte[] whole = idx(count(2, 2, 3), 12);
    for (int length = 0; length < whole.length; length++) {
      ByteSource source = store("cut", Arrays.copyOf(whole, length), false);
      assertThatThrownBy(() -> IdxFile.open(source, 3).values())
          .as("the first %d bytes", length)
          .isInstanceOf(DatasetException.class);
    }
  }

  @Test
  void shouldRefuseACutGzip() throws IOException {
    byte[] zipped = gzip(idx(count(2, 2, 3), 12));
    for (int length = 0; length < zipped.length; length++) {
      ByteSource source = store("cut.gz", Arrays.copyOf(zipped, length), false);
      assertThatThrownBy(() -> IdxFile.open(source, 3).values())
          .as("the first %d bytes", length)
          .isInstanceOf(DatasetException.class);
    }
  }

  @Test
  void shouldRefuseBytesAfterTheLastValue() throws IOException {
    ByteSource source = store("long", idx(count(2, 2, 3), 13), false);
    assertThatThrownBy(() -> IdxFile.open(source, 3).values())
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("goes on");
  }

  @Test
  void shouldRefuseAFileOfAnotherKind() throws IOException {
    ByteSource labels = store("labels", idx(count(12), 12), false);
    assertThatThrownBy(() -> IdxFile.open(labels, 3))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("[00000801]");
  }

  @Test
  void shouldRefuseLabelsThatDoNotFitTheImages() throws IOException {
    ByteSource images = store("images", idx(count(2, 2, 3), 12), false);
    ByteSource three = store("three", idx(count(3), 3), false);
    assertThatThrownBy(() -> IdxImages.open("d", "train", 10, images, three))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("[3] labels");
    ByteSource two = store("two", idx(count(2), 2), false);
    assertThatThrownBy(() -> IdxImages.open("d", "train", 1, images, two))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("label [1]");
  }

  private static int[] count(int... dimensions) {
    return dimensions;
  }

  /** An IDX file of unsigned bytes 0, 1, 2 and so on, however many its header promises. */
  private static byte[] idx(int[] dimensions, int values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + values);
    bytes.putInt(8 << 8 | dimensions.length);
    for (int dimension : dimensions) {
      bytes.putInt(dimension);
    }
    for (int i = 0; i < values; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  private ByteSource store(String name, byte[] content, boolean gzipped) throws IOException {
    return ByteSource.file(Files.write(directory.resolve(name), gzipped ? gzip(content) : content));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(content);
    }
    return bytes.toByteArray();
  }
}
