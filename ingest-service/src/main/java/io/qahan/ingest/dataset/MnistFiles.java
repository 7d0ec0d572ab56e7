package io.qahan.ingest.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** MNIST's four IDX files, in a directory or among our resources. */
final class MnistFiles {

  private static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private MnistFiles() {}

  static Dataset sample() {
    return dataset(
        "sample",
        IdxImages.open(
            "sample",
            "train",
            DIGITS.size(),
            ByteSource.resource("sample/train-images-idx3-ubyte.gz"),
            ByteSource.resource("sample/train-labels-idx1-ubyte.gz")),
        IdxImages.open(
            "sample",
            "test",
            DIGITS.size(),
            ByteSource.resource("sample/t10k-images-idx3-ubyte.gz"),
            ByteSource.resource("sample/t10k-labels-idx1-ubyte.gz")));
  }

  static Dataset in(Path directory) {
    return dataset("mnist", split(directory, "train", "train"), split(directory, "t10k", "test"));
  }

  private static Dataset dataset(String name, IdxImages train, IdxImages test) {
    if (!train.shape().equals(test.shape())) {
      throw new DatasetException(
          "training images of [%s] but test images of [%s]; they must be of one set"
              .formatted(train.shape(), test.shape()));
    }
    return new Dataset(name, train.shape(), DIGITS, train, test);
  }

  private static IdxImages split(Path directory, String prefix, String split) {
    return IdxImages.open(
        "mnist",
        split,
        DIGITS.size(),
        find(directory, prefix + "-images", "idx3-ubyte"),
        find(directory, prefix + "-labels", "idx1-ubyte"));
  }

  /** The usual names: with a dash or a dot before idx, gzipped or not. */
  private static ByteSource find(Path directory, String stem, String type) {
    for (String ending : List.of("-" + type, "-" + type + ".gz", "." + type, "." + type + ".gz")) {
      Path file = directory.resolve(stem + ending);
      if (Files.isRegularFile(file)) {
        return ByteSource.file(file);
      }
    }
    throw new DatasetException(
        "no file [%s-%s.gz] in [%s]; fetch MNIST there first, or give its folder"
            .formatted(stem, type, directory));
  }
}
