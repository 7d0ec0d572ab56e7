package io.qahan.deploy.pipeline.send;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Counts what a stream sends. Thread safe. */
final class SendProgress implements StreamListener {
  private final StreamPlan plan;
  private final RecordSender sender;
  private final LongSupplier nanoTime;
  private final long began;
  private final AtomicInteger images = new AtomicInteger();
  private final AtomicInteger corrupt = new AtomicInteger();
  private final AtomicInteger labels = new AtomicInteger();

  SendProgress(StreamPlan plan, RecordSender sender, LongSupplier nanoTime) {
    this.plan = plan;
    this.sender = sender;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  @Override
  public void sendingImage(int index, int label) {
    images.incrementAndGet();
  }

  @Override
  public void sendingCorrupt(int index) {
    corrupt.incrementAndGet();
  }

  @Override
  public void sendingLabel() {
    labels.incrementAndGet();
  }

  String line() {
    double seconds = Math.max(1e-3, (nanoTime.getAsLong() - began) / 1e9);
    String corrupted =
        plan.corrupt() == 0
            ? ""
            : String.format(Locale.ROOT, ", corrupt %d/%d", corrupt.get(), plan.corrupt());
    return String.format(
        Locale.ROOT,
        "sent %,d/%,d images%s, %,d labels; %,d records acknowledged; %,.0f images/s",
        images.get(),
        plan.images(),
        corrupted,
        labels.get(),
        sender.acknowledged(),
        images.get() / seconds);
  }
}
