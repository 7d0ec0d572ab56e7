package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.AnchorExample;
import io.qahan.schemas.avro.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Some of the older labelled images, which the gate scores candidates on besides the newest: what a
 * head has forgotten, or unlearned from wrong labels, the newest do not show.
 *
 * <p>A reservoir that renews itself: once it is full, a labelled image takes the place of a drawn
 * one so seldom that an image stays for 5,000 labels on average, and a change that nothing noticed
 * is followed late, but followed. What is drawn follows from the number of the image alone, so a
 * replay draws the same. For one thread.
 */
final class AnchorSet {
  /** What it may take of every state that is saved. */
  private static final int BYTES = 1 << 16;

  private static final int MOST = 256;
  private static final int FEWEST = 30;
  private static final int LABELS_OLD = 5_000;
  private static final int NEWEST_SHARE = 4;
  private static final int AROUND = 16; // lengths, label and size in a state

  /** In nats: what a candidate may be worse by on average, however sure that is. */
  private static final double TOLERANCE = 0.1;

  private static final double STANDARD_ERRORS = 2;

  private final List<Anchor> anchors = new ArrayList<>();
  private int bytes;

  /** One of them. */
  record Anchor(String image, int label, Sparse features) {
    int bytes() {
      return AROUND
          + image.length() * Character.BYTES
          + features.listed() * (Integer.BYTES + Float.BYTES);
    }
  }

  /** Goes on from a state, which {@link #faultOf} finds nothing wrong with. */
  static AnchorSet of(TrainingState state) {
    AnchorSet set = new AnchorSet();
    for (AnchorExample saved : state.getAnchors()) {
      set.put(new Anchor(saved.getImage(), saved.getLabel(), Sparse.of(saved.getFeatures())));
    }
    return set;
  }

  /** Says what of a state cannot be; empty if it is sound. */
  static Optional<String> faultOf(TrainingState state) {
    for (AnchorExample saved : state.getAnchors()) {
      if (saved.getLabel() < 0
          || saved.getLabel() >= state.getShape().get(0)
          || saved.getFeatures().getSize() != state.getShape().get(1)) {
        return Optional.of(
            "an older image [%s] of class %s with %s features"
                .formatted(saved.getImage(), saved.getLabel(), saved.getFeatures().getSize()));
      }
      Sparse.of(saved.getFeatures());
    }
    return Optional.empty();
  }

  void saveTo(TrainingState.Builder state) {
    state.setAnchors(
        anchors.stream()
            .map(
                anchor ->
                    AnchorExample.newBuilder()
                        .setImage(anchor.image())
                        .setLabel(anchor.label())
                        .setFeatures(anchor.features().toRecord())
                        .build())
            .toList());
  }

  /**
   * Offers the next labelled image.
   *
   * @param number of the image, each once
   */
  void offer(long number, String image, int label, Sparse features) {
    Anchor offered = new Anchor(image, label, features);
    SplittableRandom random = new SplittableRandom(number);
    if (offered.bytes() > BYTES) {
      return;
    }
    if (anchors.size() < MOST && bytes + offered.bytes() <= BYTES) {
      put(offered);
    } else if (random.nextInt(LABELS_OLD) < anchors.size()) {
      while (anchors.size() >= MOST || bytes + offered.bytes() > BYTES) {
        bytes -= anchors.remove(random.nextInt(anchors.size())).bytes();
      }
      put(offered);
    }
  }

  /** The label of an image is another now. */
  void correct(String image, int label) {
    anchors.replaceAll(
        anchor ->
            anchor.image().equals(image) ? new Anchor(image, label, anchor.features()) : anchor);
  }

  void clear() {
    anchors.clear();
    bytes = 0;
  }

  /** Those that candidates are judged by, in the order in which they came. */
  List<Anchor> older() {
    return List.copyOf(anchors.subList(0, anchors.size() - anchors.size() / NEWEST_SHARE));
  }

  /**
   * Whether a candidate is worse on them than the live head: by more than a tenth of a nat, and by
   * more than two standard errors.
   *
   * @param candidate its loss on each, in their order
   * @param live the live head's
   */
  static boolean isWorse(float[] candidate, float[] live) {
    int count = candidate.length;
    if (count < FEWEST) {
      return false;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) candidate[i] - live[i];
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double off = (double) candidate[i] - live[i] - mean;
      squares += off * off;
    }
    double standardError = Math.sqrt(squares / (count - 1.0) / count);
    return mean > TOLERANCE && mean > STANDARD_ERRORS * standardError;
  }

  private void put(Anchor anchor) {
    anchors.add(anchor);
    bytes += anchor.bytes();
  }
}
