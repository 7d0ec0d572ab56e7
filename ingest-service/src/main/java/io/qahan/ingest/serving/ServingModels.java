package io.qahan.ingest.serving;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.model.ClassNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which version of the model takes images in, and those before it, which answer the images that
 * they took in. Heads find the version that they belong to, whichever of both comes first. Thread
 * safe.
 */
public final class ServingModels implements AutoCloseable {
  /** So many versions are remembered: an image waits for a mask for seconds. */
  private static final int REMEMBERED = 8;

  private final Map<String, ServedModel> known = bounded();
  private final Map<String, Head> early = bounded();
  private final List<Consumer<ServedModel>> listeners = new CopyOnWriteArrayList<>();
  private volatile ServedModel current;

  /** Serves {@code first} until there is another. */
  public ServingModels(ServedModel first) {
    current = first;
    known.put(first.version(), first);
  }

  /** The one that takes images in; keep it for the whole of one image. */
  public ServedModel current() {
    return current;
  }

  /** The head that answers new images. */
  public Head head() {
    return current.live().current();
  }

  /** A version that is remembered. */
  public synchronized Optional<ServedModel> of(String version) {
    return Optional.ofNullable(known.get(version));
  }

  /**
   * What the classes of a version are called.
   *
   * @param version as a record has it; empty for that which settings describe
   * @return empty if the version is not known any more
   */
  public synchronized Optional<ClassNames> classesOf(String version) {
    ServedModel model = version.isEmpty() ? current : known.get(version);
    return Optional.ofNullable(model).map(found -> found.model().classes());
  }

  /** The name of a version's class; its number where the version is not known any more. */
  public String nameOf(String version, int label) {
    return classesOf(version)
        .map(classes -> classes.of(label))
        .orElseGet(() -> Integer.toString(label));
  }

  /**
   * The head for features of a version.
   *
   * @param version as the image's record has it; empty for that which settings describe
   * @param convVersion what made the features
   * @param inputs how many there are
   * @return empty if no head is known for them
   */
  public synchronized Optional<Head> headFor(String version, String convVersion, int inputs) {
    ServedModel model = version.isEmpty() ? current : known.get(version);
    Head head = model == null ? early.get(version) : model.live().current();
    return Optional.ofNullable(head)
        .filter(
            found ->
                found.shape().convVersion().equals(convVersion)
                    && found.shape().features() == inputs);
  }

  /** Is told of each version that takes over, after it has. */
  public void onChange(Consumer<ServedModel> listener) {
    listeners.add(listener);
  }

  /**
   * Lets a version take in the next image. If it served before, it goes on with the head that it
   * had learned.
   *
   * @param make the version with that head; called once
   */
  public void serve(String version, Head first, Function<LiveHead, ServedModel> make) {
    ServedModel next;
    ServedModel before;
    synchronized (this) {
      next = make.apply(liveOf(version, first));
      before = current;
      known.remove(version);
      known.put(version, next);
      current = next;
    }
    before.retire();
    listeners.forEach(listener -> listener.accept(next));
  }

  /**
   * Remembers a version that takes no image in, for those that still wait for its answer.
   *
   * @param make the version with its head; called once, unless it is known already
   */
  public synchronized void remember(
      String version, Head first, Function<LiveHead, ServedModel> make) {
    if (!known.containsKey(version)) {
      ServedModel old = make.apply(liveOf(version, first));
      old.retire();
      known.put(version, old);
    }
  }

  private LiveHead liveOf(String version, Head first) {
    if (known.containsKey(version)) {
      return known.get(version).live();
    }
    LiveHead live = new LiveHead(first);
    Head learned = early.remove(version);
    if (learned != null && first.shape().takes(learned.shape())) {
      try {
        var unused = live.offer(learned);
      } catch (HeadRefusedException e) {
        throw new IllegalStateException("a head that fits was refused", e);
      }
    }
    return live;
  }

  /**
   * Gives a head to the version that it belongs to.
   *
   * @return whether it answers new images now
   * @throws HeadRefusedException if it must never serve; the last good head goes on
   */
  public synchronized boolean offer(Head head) throws HeadRefusedException {
    ServedModel model = ownerOf(head);
    if (model != null) {
      return model.live().offer(head) && model == current;
    }
    String version = head.shape().modelVersion();
    Head before = early.get(version);
    if (before == null || before.version() < head.version()) {
      early.remove(version);
      early.put(version, head);
    }
    return false;
  }

  /**
   * Gives the head that the trainer says is live to the version that it belongs to, whatever served
   * there.
   *
   * @return whether it answers new images now, and another one did before
   * @throws HeadRefusedException if it does not fit; the one that serves goes on
   */
  public synchronized boolean restore(Head head) throws HeadRefusedException {
    ServedModel model = ownerOf(head);
    if (model != null) {
      return model.live().restore(head) && model == current;
    }
    String version = head.shape().modelVersion();
    early.remove(version);
    early.put(version, head);
    return false;
  }

  /** The version that a head belongs to; null if it is not known. */
  private ServedModel ownerOf(Head head) {
    String version = head.shape().modelVersion();
    ServedModel model = version.isEmpty() ? current : known.get(version);
    if (model == null && current.version().isEmpty() && current.release() == 0) {
      return current; // settings describe it, and they say nothing of a version
    }
    return model;
  }

  /** A version that has heads here, and is not known; for who looks for what is wrong. */
  public synchronized Optional<Head> ofUnknown() {
    return early.values().stream().reduce((older, newer) -> newer);
  }

  /** Gives back what computes features. */
  @Override
  public void close() {
    current.retire();
  }

  /** Forgets the oldest. */
  private static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }
}
