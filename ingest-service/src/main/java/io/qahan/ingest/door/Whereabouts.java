package io.qahan.ingest.door;

import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What became of images that have no prediction: those that were taken here and are not answered,
 * and those of the whole system that ended as dead letters, since this process started. Bounded.
 * Thread safe.
 */
public final class Whereabouts implements Consumer<ConsumerRecord<byte[], byte[]>> {
  static final String UNKNOWN = "unknown-image";

  /** After that an image that was taken is not promised any more. */
  private static final Duration LATELY = Duration.ofMinutes(10);

  /** After that Kafka is asked too. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;

  /** An image that was taken, and the hash of what its client sent. */
  private record Taken(long at, String hash) {}

  private final Map<String, Taken> taken;
  private final Map<String, String> ended;

  /**
   * Nothing is known yet.
   *
   * @param capacity how many images of each kind are remembered
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  public Whereabouts(int capacity, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.taken = bounded(capacity);
    this.ended = bounded(capacity);
  }

  /**
   * An image is about to go into Kafka, unless another waits for its answer under the same id. Of
   * two that come at once, one is first.
   *
   * @return whether it may go
   */
  synchronized boolean enter(String id, String hash) {
    Taken before = taken.get(id);
    if (before != null && isWithin(before, LATELY) && !before.hash().equals(hash)) {
      return false;
    }
    ended.remove(id);
    taken.put(id, new Taken(nanoTime.getAsLong(), hash));
    return true;
  }

  /** An image did not get into Kafka. */
  synchronized void leave(String id) {
    taken.remove(id);
  }

  /**
   * Whether an image that was taken should have its answer by now. It may be one that was answered
   * so long ago that nobody here remembers: then the pipeline dropped it.
   */
  synchronized boolean isOverdue(String id) {
    Taken image = taken.get(id);
    return image != null && !isWithin(image, SOON);
  }

  private boolean isWithin(Taken image, Duration time) {
    return nanoTime.getAsLong() - image.at() < time.toNanos();
  }

  /** An image has its prediction. */
  public synchronized void answered(String id) {
    taken.remove(id);
    ended.remove(id);
  }

  /** Reads the dead letters of the images topic. */
  @Override
  public void accept(ConsumerRecord<byte[], byte[]> letter) {
    if (!DeadLetter.isMark(letter.headers())) {
      String why = header(letter, DeadLetter.CAUSE) + ": " + header(letter, DeadLetter.MESSAGE);
      ImageId.textOf(letter.key()).ifPresent(id -> ended(id, why));
    }
  }

  /** Reads a dead letter from before this process; what happened since then is newer. */
  public void remember(ConsumerRecord<byte[], byte[]> letter) {
    ImageId.textOf(letter.key())
        .ifPresent(
            id -> {
              synchronized (this) {
                if (!taken.containsKey(id) && !ended.containsKey(id)) {
                  accept(letter);
                }
              }
            });
  }

  private synchronized void ended(String id, String why) {
    taken.remove(id);
    ended.put(id, why);
  }

  /** What to tell who asks for the prediction of an image that is not known. */
  synchronized HttpFault noPredictionOf(String id, Pipeline pipeline) {
    String end = ended.get(id);
    if (end != null) {
      return notFound(
          "dead-letter",
          "Image [%s] could not be used and gets no prediction: %s.".formatted(id, end),
          "Mend it and send it again, under the same id if you like.");
    }
    Taken sent = taken.get(id);
    if ((sent != null && isWithin(sent, LATELY)) || pipeline.isWaiting(id)) {
      return notFound(
          "no-prediction-yet",
          "Image [%s] waits for its answer.".formatted(id),
          "Ask again in a second.");
    }
    return notFound(
        UNKNOWN,
        "Nothing is known of an image [%s]: no recent prediction, none that waits here."
            .formatted(id),
        "Check the id. Each ingest knows only of what was sent to it.");
  }

  /** What to tell who asks for an image of which Kafka, too, keeps nothing. */
  static HttpFault nothingKept(String id, String extent) {
    return notFound(
        UNKNOWN,
        "There is no prediction of an image [%s], and none waits here: %s.".formatted(id, extent),
        "Check the id. What another ingest took in the last seconds may still come; if it does not,"
            + " send the image anew.");
  }

  private static HttpFault notFound(String slug, String message, String advice) {
    return new HttpFault(HttpStatus.NOT_FOUND, slug, message, advice);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static <T> Map<String, T> bounded(int capacity) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > capacity;
      }
    };
  }
}
