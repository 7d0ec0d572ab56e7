package io.qahan.ingest.dataset;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.schemas.avro.ImageEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** PNG and JPEG files, read when they are asked for. */
final class FolderImages implements LabelledImages {

  private record Entry(Path file, ImageEncoding encoding, int label) {}

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
                  encoding(file)
                      .ifPresentOrElse(
                          encoding -> entries.add(new Entry(file, encoding, label)),
                          () -> skipped.add(file)));
    } catch (IOException e) {
      throw new DatasetException("cannot list folder [%s]; check its rights".formatted(folder), e);
    }
  }

  private static Optional<ImageEncoding> encoding(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return Optional.of(ImageEncoding.PNG);
    }
    return name.endsWith(".jpg") || name.endsWith(".jpeg")
        ? Optional.of(ImageEncoding.JPEG)
        : Optional.empty();
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
          entry.encoding() == ImageEncoding.PNG
              ? EncodedImage.png(content)
              : EncodedImage.jpeg(content),
          entry.label(),
          entry.file().toString());
    } catch (IOException e) {
      throw new DatasetException(
          "cannot read image [%s]; check that it is still there".formatted(entry.file()), e);
    }
  }
}
