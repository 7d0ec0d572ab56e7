package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The head that serves, and the gate that another has to pass to follow it: no worse on the newest
 * examples, which both scored before either had learned from them, and not clearly worse on some
 * older ones. Decided by counts, never by clocks, so that a replay publishes the same heads. Each
 * head is the next version and the child of the one before, also where it repeats an older one's
 * weights. For one thread.
 */
public final class ServingHead {
  /** Examples that the gate looks back on. */
  private static final int WINDOW = 256;

  private final Losses candidate;
  private final Losses served;
  private final ServedAnswers answers;
  private final AnchorSet anchors;
  private Head live;
  private OptionalLong pinned;

  /** On what a head in training was worse than the live one. */
  public enum Withheld {
    /** On the newest examples. */
    NEWEST,

    /** On the older ones, though not on the newest. */
    ANCHORS
  }

  private ServingHead(
      Head live,
      Losses candidate,
      Losses served,
      ServedAnswers answers,
      AnchorSet anchors,
      OptionalLong pinned) {
    this.live = live;
    this.candidate = candidate;
    this.served = served;
    this.answers = answers;
    this.anchors = anchors;
    this.pinned = pinned;
  }

  /** Begins with a head that nothing was compared with yet. */
  public ServingHead(Head live) {
    this(
        live,
        new Losses(WINDOW),
        new Losses(WINDOW),
        new ServedAnswers(),
        new AnchorSet(),
        OptionalLong.empty());
  }

  /**
   * Goes on from a state.
   *
   * @throws HeadRefusedException if the live head in it is not sound
   */
  public static ServingHead of(TrainingState state) throws HeadRefusedException {
    Long pinned = state.getPinned();
    return new ServingHead(
        Head.of(state.getLive()),
        Losses.of(state.getCandidateWindow(), WINDOW),
        Losses.of(state.getLiveWindow(), WINDOW),
        ServedAnswers.restored(state),
        AnchorSet.of(state),
        pinned == null ? OptionalLong.empty() : OptionalLong.of(pinned));
  }

  /** Adds all of it to a state. */
  public void saveTo(TrainingState.Builder state) {
    state.setCandidateWindow(candidate.toBytes());
    state.setLiveWindow(served.toBytes());
    state.setLive(live.toRecord());
    state.setPinned(pinned.isPresent() ? pinned.getAsLong() : null);
    answers.saveTo(state);
    anchors.saveTo(state);
  }

  /** Says what of its parts in a state cannot be; empty if they are sound. */
  public static Optional<String> faultOf(TrainingState state) {
    return ServedAnswers.faultOf(state).or(() -> AnchorSet.faultOf(state));
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
   * Holds the head in training against the live one on an example, and keeps how its image was
   * answered.
   *
   * @param number of the example, each once
   * @param candidateLoss of the head in training, in nats
   * @param label the example's true class
   * @param answered with which probabilities its image was answered; empty if that is not known,
   *     and then the live head's count
   */
  public void compare(
      long number,
      String image,
      float candidateLoss,
      Sparse features,
      int label,
      float[] answered) {
    float[] probabilities = live.probabilities(features);
    candidate.add(candidateLoss);
    served.add(Losses.crossEntropy(probabilities, label));
    answers.add(answered.length == 0 ? probabilities : answered, label);
    anchors.offer(number, image, label, features);
  }

  /**
   * Compares both anew on an image whose label was corrected, if they were compared on it since the
   * live head serves.
   *
   * @param since how many images were compared after it
   * @param candidateLoss of the head in training, as it was before it learned from the image
   * @param label the image's true class
   * @param answered as for {@link #compare}
   */
  public void correct(
      int since, String image, float candidateLoss, Sparse features, int label, float[] answered) {
    float[] probabilities = live.probabilities(features);
    if (since < candidate.size()) {
      candidate.replace(since, candidateLoss);
      served.replace(since, Losses.crossEntropy(probabilities, label));
    }
    answers.correct(since, answered.length == 0 ? probabilities : answered, label);
    anchors.correct(image, label);
  }

  /**
   * On what the head in training is worse than the live one, so that it may not follow; empty if it
   * may.
   *
   * @param probabilities what the head in training gives features: asked only if it is no worse on
   *     the newest examples
   */
  public Optional<Withheld> worseOn(Function<List<Sparse>, float[][]> probabilities) {
    if (candidate.size() == 0 || candidate.mean() > served.mean()) {
      return Optional.of(Withheld.NEWEST);
    }
    List<AnchorSet.Anchor> older = anchors.older();
    if (older.isEmpty()) {
      return Optional.empty();
    }
    float[][] candidates =
        probabilities.apply(older.stream().map(AnchorSet.Anchor::features).toList());
    float[] its = new float[older.size()];
    float[] lives = new float[older.size()];
    for (int i = 0; i < its.length; i++) {
      AnchorSet.Anchor anchor = older.get(i);
      its[i] = Losses.crossEntropy(candidates[i], anchor.label());
      lives[i] = Losses.crossEntropy(live.probabilities(anchor.features()), anchor.label());
    }
    return AnchorSet.isWorse(its, lives) ? Optional.of(Withheld.ANCHORS) : Optional.empty();
  }

  /**
   * Drift was noticed: what was before it says nothing any more of how good a head is.
   *
   * @param begunAnew whether the head in training is another one since
   */
  public void drifted(boolean begunAnew) {
    anchors.clear();
    if (begunAnew) {
      candidate.clear();
      served.clear();
    }
  }

  /** How the newest labelled images were answered by heads that served. */
  public ServedAnswers.Scores scores() {
    return answers.scores(live.shape().classes());
  }

  /**
   * Lets the head in training follow.
   *
   * @param weights W row-major, one row a class, then b
   * @return it; empty if its weights are no numbers, and then the live one stays
   */
  public Optional<Head> next(float[] weights, HeadProgress progress) {
    try {
      return Optional.of(serve(Head.of(live.shape(), live.lineage().child(), progress, weights)));
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
            : Optional.of(serve(repeated(older, progress)));
    pinned = OptionalLong.of(older.version());
    return restored;
  }

  /**
   * Serves an older head, and ends a pin.
   *
   * @return the older head as the next version
   */
  public Head rollBack(Head older, HeadProgress progress) throws HeadRefusedException {
    Head restored = serve(repeated(older, progress));
    unpin();
    return restored;
  }

  /**
   * Serves the head of another version of the model, and ends a pin.
   *
   * @param start as its file has it, or as it was published when that version served before
   * @return it as the next version
   */
  public Head replace(Head start, HeadProgress progress) throws HeadRefusedException {
    HeadLineage lineage =
        start.version() == 0 ? live.lineage().child() : live.lineage().restoring(start.version());
    Head next = serve(Head.of(start.shape(), lineage, progress, start.weights()));
    answers.clear();
    anchors.clear();
    unpin();
    return next;
  }

  /** Ends a pin: the next head may serve again. */
  public void unpin() {
    pinned = OptionalLong.empty();
  }

  private Head repeated(Head older, HeadProgress progress) throws HeadRefusedException {
    return Head.of(
        older.shape(), live.lineage().restoring(older.version()), progress, older.weights());
  }

  /** Forgets all comparisons: they were with another live head. */
  private Head serve(Head head) {
    live = head;
    candidate.clear();
    served.clear();
    return head;
  }
}
