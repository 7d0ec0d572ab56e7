package io.qahan.deploy.pipeline.send;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * The image ids of one stream: {@code <run>-000042} for the image at 42, {@code <run>-corrupt-007}
 * for a corrupt one. Ids of different runs differ, so that one topic can hold many.
 *
 * @param run name of the stream
 */
public record ImageIds(String run) {
  private static final String CORRUPT = "corrupt-";

  public ImageIds {
    if (run.isBlank()) {
      throw new IllegalArgumentException("The run id is [" + run + "] but must not be blank.");
    }
  }

  public String image(int index) {
    return String.format(Locale.ROOT, "%s-%06d", run, index);
  }

  public String corrupt(int index) {
    return String.format(Locale.ROOT, "%s-%s%03d", run, CORRUPT, index);
  }

  /** The index of an image of this stream; empty for all other ids, corrupt ones too. */
  public OptionalInt indexOf(String id) {
    String prefix = run + "-";
    if (!id.startsWith(prefix) || id.startsWith(prefix + CORRUPT)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(id.substring(prefix.length())));
    } catch (NumberFormatException e) { // an id of a stream whose name begins like ours
      return OptionalInt.empty();
    }
  }
}
