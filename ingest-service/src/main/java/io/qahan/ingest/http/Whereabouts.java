package io.qahan.ingest.http;

import io.javalin.http.HttpStatus;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
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
  /** After that an image that was taken is not promised any more. */
  private static final Duration LATELY = Duration.ofMinutes(10);

  /** Nothing at all is known here of an image of that id. */
  static final String UNKNOWN = "unknown-image";

  private record Taken(long at, String content) {}

  private final LongSupplier nanoTime;
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
   * An image is safe in Kafka.
   *
   * @param content see {@link ContentHash}
   */
  synchronized void taken(String id, String content) {
    ended.remove(id);
    taken.put(id, new Taken(nanoTime.getAsLong(), content));
  }

  /** The {@link ContentHash} of the image of that id that was taken here and waits. */
  synchronized String contentOf(String id) {
    Taken image = taken.get(id);
    return image == null || !isLately(image) ? ContentHash.UNKNOWN : image.content();
  }

  private boolean isLately(Taken image) {
    return nanoTime.getAsLong() - image.at() < LATELY.toNanos();
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
    Taken image = taken.get(id);
    if ((image != null && isLately(image)) || pipeline.isWaiting(id)) {
      return notFound(
          "no-prediction-yet",
          "Image [%s] waits for its answer.".formatted(id),
          "Ask again in a second.");
    }
    return notFound(
        UNKNOWN,
        "Nothing is known here of an image [%s]: no recent prediction, none that waits."
            .formatted(id),
        "Check the id. Older predictions are in the predictions topic, and each ingest knows only"
            + " of what was sent to it.");
  }

  /** What to tell when the topics were looked through too, and nothing was found. */
  static HttpFault notKept(String id, OutcomeLookup.Kept kept) {
    String seen =
        String.format(
            Locale.ROOT,
            "%d answers were looked through%s",
            kept.looked(),
            kept.back() == null ? "" : ", back to " + kept.back());
    return kept.whole()
        ? notFound(
            UNKNOWN,
            "There is no answer to an image [%s], and no dead letter of it: %s, and that is all that is kept."
                .formatted(id, seen),
            "Check the id. Of an image that was sent a moment ago, by another way than this ingest, the"
                + " answer may still come; an older answer is gone, and the image can be sent anew.")
        : notFound(
            "not-found-in-time",
            "No answer to an image [%s] was found in the time there was: %s, and older ones were not."
                .formatted(id, seen),
            "Raise ingest.http.lookup, or read the topic of predictions with a consumer of your own.");
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
