package io.qahan.ingest.dataset;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a data set is, as written on a command line: {@code sample}, {@code mnist:DIR}, {@code
 * cifar10:DIR} or {@code folder:DIR}.
 */
public sealed interface DatasetLocation {

  /** Reads the headers; the images are read when they are asked for. */
  Dataset open();

  /** The location that {@code text} names; IllegalArgumentException if it names none. */
  static DatasetLocation parse(String text) {
    if (text.equals("sample")) {
      return new Sample();
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.substring(colon + 1).isBlank()) {
      throw unknown(text);
    }
    Path directory = Path.of(text.substring(colon + 1));
    return switch (text.substring(0, colon)) {
      case "mnist" -> new Mnist(directory);
      case "cifar10" -> new Cifar10(directory);
      case "folder" -> new Folder(directory);
      default -> throw unknown(text);
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "data set [%s] is none of: sample, mnist:DIR, cifar10:DIR, folder:DIR".formatted(text));
  }

  /** The MNIST images that ship with the product: 10,000 for training, 1,000 for testing. */
  record Sample() implements DatasetLocation {
    @Override
    public Dataset open() {
      return MnistFiles.sample();
    }
  }

  /** MNIST, or another set in its four IDX files, gzipped or not. */
  record Mnist(Path directory) implements DatasetLocation {
    @Override
    public Dataset open() {
      return MnistFiles.in(existing(directory));
    }
  }

  /** CIFAR-10 in its binary files, or as a folder per class. */
  record Cifar10(Path directory) implements DatasetLocation {
    @Override
    public Dataset open() {
      return Cifar10Files.in(existing(directory));
    }
  }

  /** A folder per class of image files, under train/ and test/ or without them. */
  record Folder(Path directory) implements DatasetLocation {
    @Override
    public Dataset open() {
      return ClassFolders.in(existing(directory));
    }
  }

  /** Images that somebody has at hand, in whatever way; no command line names them. */
  record AtHand(Dataset dataset) implements DatasetLocation {
    @Override
    public Dataset open() {
      return dataset;
    }
  }

  private static Path existing(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new DatasetException(
          "data set directory [%s] is a file; name the directory that holds the data"
              .formatted(directory));
    }
    if (!Files.isDirectory(directory)) {
      throw new DatasetException(
          "data set directory [%s] does not exist; check the path or fetch the data first"
              .formatted(directory));
    }
    return directory;
  }
}
