package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The heads that serve, one after the other: which does now, and which may follow it. Each is the
 * next version and the child of the one before, also where it repeats an older one's weights. For
 * one thread.
 */
public final class Succession {
  private final PublishGate gate;
  private Head live;
  private OptionalLong pinned;

  private Succession(Head live, PublishGate gate, OptionalLong pinned) {
    this.live = live;
    this.gate = gate;
    this.pinned = pinned;
  }

  /** Begins with a head that nothing was compared with yet. */
  public Succession(Head live) {
    this(live, new PublishGate(), OptionalLong.empty());
  }

  /**
   * Goes on from a state.
   *
   * @throws HeadRefusedException if the live head in it is not sound
   */
  public static Succession of(TrainingState state) throws HeadRefusedException {
    Long pinned = state.getPinned();
    return new Succession(
        Head.of(state.getLive()),
        PublishGate.of(state),
        pinned == null ? OptionalLong.empty() : OptionalLong.of(pinned));
  }

  public void saveTo(TrainingState.Builder state) {
    gate.saveTo(state);
    state.setLive(live.toRecord());
    state.setPinned(pinned.isPresent() ? pinned.getAsLong() : null);
  }

  /** The head that serves. */
  public Head live() {
    return live;
  }

  /** The version that is served until further notice. */
  public OptionalLong pinned() {
    return pinned;
  }

  /**
   * Holds the head in training against the live one on an example.
   *
   * @param candidateLoss of the head in training, in nats
   * @param label the example's true class
   */
  public void compare(float candidateLoss, Sparse features, int label) {
    gate.add(candidateLoss, Losses.crossEntropy(live.probabilities(features), label));
  }

  /** Whether the head in training is no worse than the live one. */
  public boolean isGateOpen() {
    return gate.isOpen();
  }

  /**
   * Lets the head in training follow.
   *
   * @param weights W row-major, one row a class, then b
   * @return it; empty if its weights are no numbers, and then the live one stays
   */
  public Optional<Head> next(float[] weights, HeadProgress progress) {
    try {
      return Optional.of(served(Head.of(live.shape(), live.lineage().child(), progress, weights)));
    } catch (HeadRefusedException e) {
      return Optional.empty();
    }
  }

  /**
   * Serves an older head until {@link #unpin} or {@link #rollBack}.
   *
   * @return the older head as the next version; empty if it is the live one
   */
  public Optional<Head> pin(Head older, HeadProgress progress) throws HeadRefusedException {
    Optional<Head> restored =
        older.version() == live.version()
            ? Optional.empty()
            : Optional.of(served(repeated(older, progress)));
    pinned = OptionalLong.of(older.version());
    return restored;
  }

  /**
   * Serves an older head, and ends a pin.
   *
   * @return the older head as the next version
   */
  public Head rollBack(Head older, HeadProgress progress) throws HeadRefusedException {
    Head restored = served(repeated(older, progress));
    unpin();
    return restored;
  }

  public void unpin() {
    pinned = OptionalLong.empty();
  }

  private Head repeated(Head older, HeadProgress progress) throws HeadRefusedException {
    return Head.of(
        older.shape(), live.lineage().restoring(older.version()), progress, older.weights());
  }

  private Head served(Head head) {
    live = head;
    gate.liveHeadChanged();
    return head;
  }
}
