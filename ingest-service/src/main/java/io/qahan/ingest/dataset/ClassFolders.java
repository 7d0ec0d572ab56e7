package io.qahan.ingest.dataset;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder per class of image files (PNG, JPEG, GIF, BMP, WebP). Classes are numbered in the order
 * of their folders' names as people count ({@code 2} before {@code 10}), images in the order of
 * class and file name. Files of other kinds are left out, and said to be. Under train/ and test/ if
 * there are such folders; otherwise everything is for training.
 */
final class ClassFolders {

  private ClassFolders() {}

  /** The shape is that of the first training image: the decoder makes the others follow. */
  static Dataset in(Path directory) {
    Path last = directory.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "folder" : last.toString();
    return in(directory, name, null);
  }

  static Dataset in(Path directory, String name, ImageShape knownShape) {
    boolean hasSplits = Files.isDirectory(directory.resolve("train"));
    Path trainDirectory = hasSplits ? directory.resolve("train") : directory;
    List<String> classes = subfolders(trainDirectory);
    SkippedFiles skipped = new SkippedFiles();
    FolderImages train = FolderImages.in(name, "train", trainDirectory, classes, skipped);
    if (train.size() == 0) {
      throw new DatasetException(
          "no PNG or JPEG, nor GIF, BMP or WebP, in the folders of [%s]; put the images of each class in a folder of its"
                  .formatted(trainDirectory)
              + " name");
    }
    List<String> empty = train.classesWithout(classes);
    if (!empty.isEmpty()) {
      throw new DatasetException(
          "no PNG or JPEG, nor GIF, BMP or WebP, in the folders of the classes %s in [%s]; put images there, or remove them"
              .formatted(empty, trainDirectory));
    }
    Path testDirectory = directory.resolve("test");
    LabelledImages test =
        hasSplits && Files.isDirectory(testDirectory)
            ? FolderImages.in(
                name, "test", testDirectory, knownClasses(testDirectory, classes), skipped)
            : FolderImages.none();
    return new Dataset(
        name,
        knownShape == null ? shape(train) : knownShape,
        classes,
        train,
        test,
        skipped.note().stream().toList());
  }

  private static List<String> knownClasses(Path directory, List<String> classes) {
    for (String found : subfolders(directory)) {
      if (!classes.contains(found)) {
        throw new DatasetException(
            "class [%s] in [%s] has no training images; the classes are %s"
                .formatted(found, directory, classes));
      }
    }
    return classes;
  }

  private static ImageShape shape(FolderImages images) {
    LabelledImage first = images.get(0);
    try {
      return ImageDecoder.shapeOf(first.image(), ImageLimits.DEFAULT);
    } catch (UndecodableImageException e) {
      throw new DatasetException(
          "first image [%s] cannot be decoded: %s".formatted(first.source(), e.getMessage()), e);
    }
  }

  private static List<String> subfolders(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted(NaturalOrder.OF_NAMES)
          .toList();
    } catch (IOException e) {
      throw new DatasetException(
          "cannot list folder [%s]; check its rights".formatted(directory), e);
    }
  }
}
