package io.qahan.ingest.follow;

import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.OutcomeLookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Looks through the topics of predictions and of dead images, one image after the other on a thread
 * of its own. What was not found is not looked for again at once: a client that asks every second
 * costs one search in ten. Thread safe.
 */
public final class KeptOutcomes implements OutcomeLookup, AutoCloseable {
  /** So many may wait for their turn; whoever comes then is told to come again. */
  private static final int WAITING = 16;

  private static final int REMEMBERED = 1_000;
  private static final Duration MISSED = Duration.ofSeconds(10);

  private record Miss(Kept kept, long at) {}

  private final String predictions;
  private final String deadImages;
  private final Supplier<Consumer<byte[], byte[]>> clients;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ThreadPoolExecutor thread;
  private final Map<String, Miss> missed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Miss> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A lookup in two topics.
   *
   * @param clients makes a reader without a group for each search, which closes it
   * @param patience how long a search may take in each topic; zero for none at all
   */
  public KeptOutcomes(
      String predictions,
      String deadImages,
      Supplier<Consumer<byte[], byte[]>> clients,
      Duration patience,
      LongSupplier nanoTime) {
    this.predictions = predictions;
    this.deadImages = deadImages;
    this.clients = clients;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> {
              Thread made = new Thread(work, "lookup");
              made.setDaemon(true);
              return made;
            });
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public CompletableFuture<Kept> of(String id) {
    if (patience.isZero()) {
      return CompletableFuture.completedFuture(
          new Kept(Optional.empty(), Optional.empty(), 0, null, false));
    }
    Optional<Kept> known = missed(id);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    try {
      return CompletableFuture.supplyAsync(() -> look(id), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(
          new HttpFault(
              HttpStatus.SERVICE_UNAVAILABLE,
              "busy",
              "Too many look for old answers at a time.",
              "Ask again in a second; for many answers read the topic of predictions."));
    }
  }

  private synchronized Optional<Kept> missed(String id) {
    return Optional.ofNullable(missed.get(id))
        .filter(miss -> nanoTime.getAsLong() - miss.at() < MISSED.toNanos())
        .map(Miss::kept);
  }

  private synchronized void miss(String id, Kept kept) {
    missed.remove(id);
    missed.put(id, new Miss(kept, nanoTime.getAsLong()));
  }

  private Kept look(String id) {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    try (Consumer<byte[], byte[]> consumer = clients.get()) {
      BackwardSearch.Result answer =
          BackwardSearch.newest(consumer, predictions, key, patience, nanoTime);
      Kept kept =
          new Kept(
              answer.record(),
              answer.record().isPresent()
                  ? Optional.empty()
                  : BackwardSearch.newest(consumer, deadImages, key, patience, nanoTime).record(),
              answer.looked(),
              answer.looked() == 0 ? null : Instant.ofEpochMilli(answer.oldest()),
              answer.whole());
      if (kept.answer().isEmpty() && kept.letter().isEmpty()) {
        miss(id, kept);
      }
      return kept;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
