package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Image files, by the endings of their names, read when they are asked for. What a file is then its
 * first bytes say: people call a JPEG {@code .png}.
 */
final class FolderImages implements LabelledImages {

  private record Entry(Path file, ImageFormat called, int label) {}

  private final String dataset;
  private final String split;
  private final List<Entry> entries;

  private FolderImages(String dataset, String split, List<Entry> entries) {
    this.dataset = dataset;
    this.split = split;
    this.entries = entries;
  }

  static FolderImages none() {
    return new FolderImages("", "", List.of());
  }

  /** The images of each class folder below {@code directory}; a missing folder has none. */
  static FolderImages in(
      String dataset, String split, Path directory, List<String> classes, SkippedFiles skipped) {
    List<Entry> entries = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path folder = directory.resolve(classes.get(label));
      if (Files.isDirectory(folder)) {
        addAll(folder, label, entries, skipped);
      }
    }
    return new FolderImages(dataset, split, List.copyOf(entries));
  }

  /** Those of some classes, in their order, that have no image here. */
  List<String> classesWithout(List<String> classes) {
    Set<Integer> labels = entries.stream().map(Entry::label).collect(Collectors.toSet());
    return IntStream.range(0, classes.size())
        .filter(label -> !labels.contains(label))
        .mapToObj(classes::get)
        .toList();
  }

  private static void addAll(Path folder, int label, List<Entry> entries, SkippedFiles skipped) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .sorted()
          .forEach(
              file ->
                  ImageFormat.ofFileName(file.getFileName().toString())
                      .ifPresentOrElse(
                          called -> entries.add(new Entry(file, called, label)),
                          () -> skipped.add(file)));
    } catch (IOException e) {
      throw new DatasetException("cannot list folder [%s]; check its rights".formatted(folder), e);
    }
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public LabelledImage get(int index) {
    Entry entry = entries.get(index);
    try {
      byte[] content = Files.readAllBytes(entry.file());
      return new LabelledImage(
          Dataset.id(dataset, split, index),
          EncodedImage.of(ImageFormat.of(content).orElse(entry.called()), content),
          entry.label(),
          entry.file().toString());
    } catch (IOException e) {
      throw new DatasetException(
          "cannot read image [%s]; check that it is still there".formatted(entry.file()), e);
    }
  }
}
