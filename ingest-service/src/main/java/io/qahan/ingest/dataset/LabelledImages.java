package io.qahan.ingest.dataset;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Labelled images in a fixed order. Safe to read from several threads. Reading throws {@link
 * DatasetException} if a file is not what it was.
 */
public interface LabelledImages {

  /** How many there are. */
  int size();

  /** The image at {@code index}, from 0 to size - 1. */
  LabelledImage get(int index);

  /** All of them, in order, each read when it is asked for. */
  default Stream<LabelledImage> stream() {
    return IntStream.range(0, size()).mapToObj(this::get);
  }
}
