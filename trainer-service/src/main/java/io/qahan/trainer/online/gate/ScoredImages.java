package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;

/**
 * The images that were scored last, and what the head in training gave them before it learned from
 * them, so that an image whose label is corrected can be judged anew by what was said of it then.
 * For one thread.
 */
public final class ScoredImages {
  /** What they may take of every state that is saved. */
  private static final int BYTES = 1 << 17;

  private static final int AROUND = 4; // the length of an id

  private final int capacity;
  private final Deque<Image> newestFirst = new ArrayDeque<>();
  private int bytes;

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Image(String id, float[] probabilities) {
    int bytes() {
      int text = id.getBytes(StandardCharsets.UTF_8).length;
      return AROUND + text + Float.BYTES * probabilities.length;
    }
  }

  /**
   * One of them.
   *
   * @param since how many were scored after it
   * @param probabilities one a class; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Scored(int since, float[] probabilities) {}

  ScoredImages(int capacity) {
    this.capacity = capacity;
  }

  /** Goes on from a state, which {@link #faultOf} finds nothing wrong with. */
  static ScoredImages of(TrainingState state, int capacity) {
    ScoredImages images = new ScoredImages(capacity);
    int classes = state.getShape().get(0);
    float[] all = LittleEndian.floats(state.getRecentProbabilities());
    for (int i = 0; i < state.getRecentImages().size(); i++) {
      images.add(
          state.getRecentImages().get(i), Arrays.copyOfRange(all, i * classes, (i + 1) * classes));
    }
    return images;
  }

  /** Says what of a state contradicts itself; empty if it is sound. */
  public static Optional<String> faultOf(TrainingState state) {
    long images = state.getRecentImages().size();
    long scores = state.getRecent().remaining() / Float.BYTES;
    long values = state.getRecentProbabilities().remaining();
    return images <= scores && values == images * state.getShape().get(0) * Float.BYTES
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d images with %d bytes of probabilities under %d scores",
                images,
                values,
                scores));
  }

  void saveTo(TrainingState.Builder state) {
    int values = newestFirst.stream().mapToInt(image -> image.probabilities().length).sum();
    float[] all = new float[values];
    String[] ids = new String[newestFirst.size()];
    int at = 0;
    int number = 0;
    for (Iterator<Image> oldestFirst = newestFirst.descendingIterator(); oldestFirst.hasNext(); ) {
      Image image = oldestFirst.next();
      ids[number++] = image.id();
      System.arraycopy(image.probabilities(), 0, all, at, image.probabilities().length);
      at += image.probabilities().length;
    }
    state.setRecentImages(Arrays.asList(ids));
    state.setRecentProbabilities(LittleEndian.floats(all));
  }

  void add(String id, float[] probabilities) {
    Image added = new Image(id, probabilities);
    newestFirst.addFirst(added);
    bytes += added.bytes();
    while (newestFirst.size() > capacity || bytes > BYTES) {
      bytes -= newestFirst.removeLast().bytes();
    }
  }

  /** Empty if it was not scored, or too long ago. */
  Optional<Scored> find(String id) {
    int since = 0;
    for (Image image : newestFirst) {
      if (image.id().equals(id)) {
        return Optional.of(new Scored(since, image.probabilities()));
      }
      since++;
    }
    return Optional.empty();
  }

  void clear() {
    newestFirst.clear();
    bytes = 0;
  }
}
