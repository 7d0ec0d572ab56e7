package io.qahan.ingest.head;

import io.qahan.schemas.avro.FcHead;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The head in service. It is replaced whole, between two reads, by a newer one or by the one that
 * its trainer says is live: a refused or an older head leaves it as it is. Thread safe.
 */
public final class LiveHead {

  private final AtomicReference<Head> live;

  /** Serves {@code initial} until a newer head of its shape and conv version is offered. */
  public LiveHead(Head initial) {
    this.live = new AtomicReference<>(initial);
  }

  /** The head to classify with; keep it for the whole of one image. */
  public Head current() {
    return live.get();
  }

  /**
   * Takes up {@code record} if it is sound, fits and is newer.
   *
   * @return whether it serves now; false if one at least as new serves already
   * @throws HeadRefusedException if it must never serve; the last good head goes on
   */
  public boolean offer(FcHead record) throws HeadRefusedException {
    return offer(Head.of(record));
  }

  /** As {@link #offer(FcHead)}, for a head that is sound. */
  public boolean offer(Head head) throws HeadRefusedException {
    checkFits(head, live.get().shape());
    Head before = live.getAndUpdate(now -> head.version() > now.version() ? head : now);
    return head.version() > before.version();
  }

  /**
   * Serves the head that the trainer says is live, also where its version is not newer: what served
   * was not the trainer's then.
   *
   * @return whether it was another one that served
   * @throws HeadRefusedException if it does not fit; the one that serves goes on
   */
  public boolean restore(Head head) throws HeadRefusedException {
    checkFits(head, live.get().shape());
    return !live.getAndSet(head).isSameAs(head);
  }

  private static void checkFits(Head head, HeadShape expected) throws HeadRefusedException {
    HeadShape shape = head.shape();
    if (shape.classes() != expected.classes() || shape.features() != expected.features()) {
      throw new HeadRefusedException(
          HeadFault.WRONG_SHAPE,
          String.format(
              Locale.ROOT,
              "head [%d] has %d classes over %d features, but %d over %d are served; train one for"
                  + " them",
              head.version(),
              shape.classes(),
              shape.features(),
              expected.classes(),
              expected.features()));
    }
    if (!shape.convVersion().equals(expected.convVersion())) {
      throw new HeadRefusedException(
          HeadFault.WRONG_CONV_VERSION,
          String.format(
              Locale.ROOT,
              "head [%d] takes features of conv stack [%s], but %s serves; train one for it",
              head.version(),
              shape.convVersion(),
              expected.convVersion()));
    }
    if (!expected.takes(shape)) {
      throw new HeadRefusedException(
          HeadFault.WRONG_MODEL_VERSION,
          String.format(
              Locale.ROOT,
              "head [%d] belongs to model version [%s], but %s serves",
              head.version(),
              shape.modelVersion(),
              expected.modelVersion()));
    }
  }
}
