package io.qahan.ingest.dataset;

import io.qahan.ingest.image.ImageShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** CIFAR-10 as its authors publish it in binary, or unpacked into a folder per class. */
final class Cifar10Files {

  private static final String NAME = "cifar10";

  /** In the order of the published labels, which is also the order of the alphabet. */
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10Files() {}

  static Dataset in(Path directory) {
    for (Path place : List.of(directory, directory.resolve("cifar-10-batches-bin"))) {
      if (Files.isRegularFile(place.resolve("data_batch_1.bin"))) {
        return binary(place);
      }
    }
    if (!Files.isDirectory(directory.resolve("train"))) {
      throw new DatasetException(
          "neither data_batch_1.bin nor a folder train/ in [%s]; fetch CIFAR-10 there first"
              .formatted(directory));
    }
    Dataset folders = ClassFolders.in(directory, NAME, ImageShape.CIFAR10);
    if (!folders.classNames().equals(CLASSES)) {
      throw new DatasetException(
          "classes %s in [%s] are not CIFAR-10's; open them as folder:%s instead"
              .formatted(folders.classNames(), directory, directory));
    }
    return folders;
  }

  private static Dataset binary(Path directory) {
    List<Path> train =
        IntStream.rangeClosed(1, 5)
            .mapToObj(batch -> directory.resolve("data_batch_" + batch + ".bin"))
            .toList();
    return new Dataset(
        NAME,
        ImageShape.CIFAR10,
        CLASSES,
        Cifar10Batches.open(NAME, "train", train),
        Cifar10Batches.open(NAME, "test", List.of(directory.resolve("test_batch.bin"))));
  }
}
