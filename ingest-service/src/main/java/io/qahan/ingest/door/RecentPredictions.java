package io.qahan.ingest.door;

import io.qahan.ingest.head.PredictionCheck;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.ImageHash;
import io.qahan.schemas.topic.ImageId;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last predictions of the whole system, as read from their topic, and whoever waits for one.
 * Those from before this process can be found, and are counted nowhere. Bounded. Thread safe.
 */
public final class RecentPredictions implements Consumer<ConsumerRecord<byte[], byte[]>> {
  /** A prediction and its image. */
  record Entry(String id, Prediction prediction) {}

  /**
   * A prediction that is remembered.
   *
   * @param hash of what the client sent, if it came over HTTP; else empty
   */
  record Known(Prediction prediction, String hash) {}

  private static final Logger log = LoggerFactory.getLogger(RecentPredictions.class);
  private static final int LATEST = 20;

  private final Codec<Prediction> codec;
  private final BiConsumer<String, Prediction> listener;
  private final int capacity;
  private final Map<String, Known> byId = new LinkedHashMap<>();
  private final Deque<Entry> latest = new ArrayDeque<>();
  private final Map<String, List<CompletableFuture<Prediction>>> waiting = new HashMap<>();
  private final RateMeter rate;
  private final Runnable refused;
  private long count;
  private long degraded;

  /**
   * Starts with none.
   *
   * @param capacity how many predictions are kept, at least 1
   * @param clock for the rate
   * @param listener is told of each prediction, by image id, once it can be found here
   * @param refused is told of each record that is no sound prediction
   */
  public RecentPredictions(
      Codec<Prediction> codec,
      int capacity,
      Clock clock,
      BiConsumer<String, Prediction> listener,
      Runnable refused) {
    this.refused = refused;
    this.codec = codec;
    this.capacity = capacity;
    this.listener = listener;
    this.rate = new RateMeter(clock);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    decoded(record).ifPresent(known -> add(ImageId.textOf(record.key()).orElseThrow(), known));
  }

  /**
   * Takes one from before this process: it can be found, and counts for nothing. What is here
   * already stays.
   */
  public void remember(ConsumerRecord<byte[], byte[]> record) {
    decoded(record)
        .ifPresent(
            known -> {
              synchronized (this) {
                if (byId.size() < capacity) {
                  byId.putIfAbsent(ImageId.textOf(record.key()).orElseThrow(), known);
                }
              }
            });
  }

  /** A record's prediction; empty if it is none, which is counted. */
  Optional<Known> decoded(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> fault;
    try {
      Prediction prediction = codec.decode(record.value());
      Optional<String> id = ImageId.textOf(record.key());
      fault = id.isEmpty() ? Optional.of("its key is no id") : PredictionCheck.faultOf(prediction);
      if (fault.isEmpty()) {
        return Optional.of(new Known(prediction, ImageHash.in(record.headers())));
      }
    } catch (RegistryUnavailableException e) { // it may be good: the follower gives it again
      throw e;
    } catch (UndecodableRecordException | RuntimeException e) {
      fault = Optional.of(e.toString());
    }
    // Whoever wrote that was not ingest; there is nobody to answer.
    log.warn(
        "Passed over a bad prediction at {}@{}: {}",
        record.topic(),
        record.offset(),
        fault.orElseThrow());
    refused.run();
    return Optional.empty();
  }

  private void add(String id, Known known) {
    Prediction prediction = known.prediction();
    List<CompletableFuture<Prediction>> waiters;
    synchronized (this) {
      byId.put(id, known);
      if (byId.size() > capacity) {
        byId.remove(byId.keySet().iterator().next());
      }
      latest.addFirst(new Entry(id, prediction));
      if (latest.size() > LATEST) {
        latest.removeLast();
      }
      count++;
      degraded += prediction.getDegraded() ? 1 : 0;
      rate.mark();
      waiters = waiting.remove(id);
    }
    if (waiters != null) { // outside of the lock: what follows is not ours
      waiters.forEach(waiter -> waiter.complete(prediction));
    }
    listener.accept(id, prediction);
  }

  /** The prediction of an image, if it is among the recent ones. */
  public synchronized Optional<Prediction> find(String id) {
    return known(id).map(Known::prediction);
  }

  /** The same, with the hash of what the client sent. */
  synchronized Optional<Known> known(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Completes when the prediction comes; end it with {@link #forget}. */
  CompletableFuture<Prediction> await(String id) {
    CompletableFuture<Prediction> waiter = new CompletableFuture<>();
    synchronized (this) {
      Known known = byId.get(id);
      if (known != null) {
        waiter.complete(known.prediction());
        return waiter;
      }
      waiting.computeIfAbsent(id, key -> new ArrayList<>()).add(waiter);
    }
    return waiter;
  }

  /** Stops waiting, whether the prediction came or not. */
  synchronized void forget(String id, CompletableFuture<Prediction> waiter) {
    waiting.computeIfPresent(
        id,
        (key, waiters) -> {
          waiters.removeIf(other -> other == waiter);
          return waiters.isEmpty() ? null : waiters;
        });
  }

  /** The newest first. */
  synchronized List<Entry> latest() {
    return List.copyOf(latest);
  }

  /** All predictions since the start. */
  public synchronized long count() {
    return count;
  }

  /** How many of them were degraded. */
  public synchronized long degraded() {
    return degraded;
  }

  /** Predictions a second, over the last ten full seconds. */
  public synchronized double perSecond() {
    return rate.perSecond();
  }

  /** Image ids that somebody waits for. */
  synchronized int waiting() {
    return waiting.size();
  }
}
