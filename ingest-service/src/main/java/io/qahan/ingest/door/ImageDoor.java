package io.qahan.ingest.door;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.label.LabelSender;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.tracing.TraceHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way of an image from HTTP into Kafka and of its prediction back, whatever protocol it
 * came by. An image is answered for only when it is safe in Kafka. Thread safe.
 */
public final class ImageDoor {
  /** What became of an image. */
  public sealed interface Outcome {}

  /** It is classified, now or before. */
  public record Answered(Prediction prediction) implements Outcome {}

  /** It is safe in Kafka, and no prediction came while somebody waited. */
  public record Stored() implements Outcome {}

  /** It cannot be used, or did not get into Kafka. */
  public record Failed(HttpFault fault) implements Outcome {}

  /**
   * An image on its way in.
   *
   * @param id under which it is answered, once
   * @param image as {@link #file} or {@link #usable} gave it
   * @param hash of what the client sent, as {@link #hashOf} gives it
   * @param label its class, if it is known
   * @param patience how long to wait for the prediction; zero not to
   * @param trace the client's trace context
   */
  public record Arrival(
      String id,
      EncodedImage image,
      String hash,
      Optional<Integer> label,
      Duration patience,
      Headers trace) {}

  private static final Logger log = LoggerFactory.getLogger(ImageDoor.class);

  private final ImageSender sender;
  private final LabelSender labels;
  private final RecentPredictions recent;
  private final HttpPolicy policy;
  private final Supplier<String> ids;
  private final Pipeline pipeline;
  private final Whereabouts whereabouts;

  /**
   * A door that is closed as long as the pipeline is.
   *
   * @param ids makes ids for images that come without
   * @param whereabouts told of each image that is taken
   */
  public ImageDoor(
      ImageSender sender,
      LabelSender labels,
      RecentPredictions recent,
      HttpPolicy policy,
      Supplier<String> ids,
      Pipeline pipeline,
      Whereabouts whereabouts) {
    this.sender = sender;
    this.labels = labels;
    this.recent = recent;
    this.policy = policy;
    this.ids = ids;
    this.pipeline = pipeline;
    this.whereabouts = whereabouts;
  }

  /** What clients may ask for. */
  public HttpPolicy policy() {
    return policy;
  }

  /** An id for an image that came without. */
  public String newId() {
    return ids.get();
  }

  /**
   * Returns if images are taken.
   *
   * @throws HttpFault 503 if not
   */
  public void checkOpen() {
    if (!pipeline.isOpen()) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "starting",
          "Ingest is starting or stopping.",
          "Ask /readyz until it says ready.");
    }
  }

  /**
   * The image of a file, checked as the pipeline will.
   *
   * @param type what its sender says it is; else the bytes tell
   * @throws HttpFault if it is none that can be used, or there is no memory for it now
   */
  public EncodedImage file(byte[] content, String type) {
    return ImageCheck.file(content, type, policy.decoder());
  }

  /**
   * An image, checked as the pipeline will.
   *
   * @throws HttpFault if it cannot be used, or there is no memory for it now
   */
  public EncodedImage usable(EncodedImage image) {
    return ImageCheck.usable(image, policy.decoder());
  }

  /** The client's trace context, if it gives one. */
  public static Headers traceOf(Context ctx) {
    String parent = ctx.header(TraceHeaders.PARENT);
    boolean usable = parent != null && parent.length() <= TraceHeaders.LONGEST_PARENT;
    return TraceHeaders.ofParent(usable ? parent : "");
  }

  /** The SHA-256 of what a client sent, hexadecimal. */
  public static String hashOf(byte[] sent) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The prediction of an image: one that is remembered, else one that Kafka keeps.
   *
   * @return fails with the {@link HttpFault} that says why there is none
   */
  CompletableFuture<Prediction> predictionOf(String id) {
    Optional<Prediction> known = recent.find(id);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    HttpFault none = whereabouts.noPredictionOf(id, pipeline);
    boolean isUnknown = none.slug().equals(Whereabouts.UNKNOWN);
    if (!isUnknown && (pipeline.isWaiting(id) || !whereabouts.isOverdue(id))) {
      return CompletableFuture.failedFuture(none);
    }
    return pipeline
        .kept(id)
        .handle(
            (kept, error) -> {
              if (!isUnknown && (error != null || kept.isNone())) {
                throw none;
              }
              if (error != null) {
                throw new HttpFault(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "busy",
                    "The image [%s] is not remembered, and Kafka cannot be asked now: %s."
                        .formatted(id, causeOf(error).getMessage()),
                    "Ask again in a second.");
              }
              return keptOf(id, kept);
            });
  }

  private Prediction keptOf(String id, Pipeline.Kept kept) {
    return kept.prediction()
        .flatMap(recent::decoded)
        .map(RecentPredictions.Known::prediction)
        .orElseThrow(
            () -> {
              kept.deadLetter().ifPresent(whereabouts::remember);
              return kept.deadLetter().isPresent()
                  ? whereabouts.noPredictionOf(id, pipeline)
                  : Whereabouts.nothingKept(id, kept.extent());
            });
  }

  /**
   * Puts an image into Kafka and waits for its prediction. An id is answered once: if it was, the
   * answer stands, the image is dropped, and what it is said to be is kept. Another image under an
   * id that is known is refused.
   *
   * @return completes with what became of it, and never with an error
   */
  public CompletableFuture<Outcome> take(Arrival arrival) {
    Optional<RecentPredictions.Known> known = recent.known(arrival.id());
    boolean isOther =
        known.isPresent()
            ? !known.get().hash().isEmpty() // what did not come over HTTP has none
                && !known.get().hash().equals(arrival.hash())
            : !whereabouts.enter(arrival.id(), arrival.hash());
    if (isOther) {
      return CompletableFuture.completedFuture(
          new Failed(
              new HttpFault(
                  HttpStatus.CONFLICT,
                  "other-image",
                  "Another image was sent under the id [%s]; an id is answered once."
                      .formatted(arrival.id()),
                  "Give this one an id of its own; GET /predictions has the answer to the other.")));
    }
    return known.isPresent() ? answerAgain(arrival, known.get().prediction()) : send(arrival);
  }

  private CompletableFuture<Outcome> answerAgain(Arrival arrival, Prediction known) {
    CompletableFuture<?> labelled =
        arrival.label().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : labels.send(arrival.id(), new Label(arrival.label().get(), "http", sender.now()));
    return labelled.handle((sent, error) -> error == null ? new Answered(known) : failed(error));
  }

  private CompletableFuture<Outcome> send(Arrival arrival) {
    if (arrival.patience().isZero()) {
      return stored(arrival).handle((sent, error) -> error == null ? new Stored() : failed(error));
    }
    // Waits from before the image is sent: its prediction may be faster than the acknowledgement.
    CompletableFuture<Prediction> prediction = recent.await(arrival.id());
    return stored(arrival)
        .thenCompose(
            sent -> prediction.orTimeout(arrival.patience().toMillis(), TimeUnit.MILLISECONDS))
        .handle((answer, error) -> error == null ? new Answered(answer) : unanswered(error))
        .whenComplete((done, error) -> recent.forget(arrival.id(), prediction));
  }

  private CompletableFuture<?> stored(Arrival arrival) {
    return sender
        .send(arrival.id(), arrival.image(), arrival.label(), arrival.hash(), arrival.trace())
        .whenComplete(
            (sent, error) -> {
              if (error != null) {
                whereabouts.leave(arrival.id());
              }
            });
  }

  private static Outcome unanswered(Throwable error) {
    return causeOf(error) instanceof TimeoutException ? new Stored() : failed(error);
  }

  /** Futures wrap what made them fail. */
  static Throwable causeOf(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static Outcome failed(Throwable failure) {
    Throwable error = causeOf(failure);
    log.warn("An image could not be put into Kafka: {}", error.toString());
    return new Failed(
        new HttpFault(
            HttpStatus.SERVICE_UNAVAILABLE,
            "not-stored",
            "The image could not be put into Kafka: " + error.getMessage(),
            "Send it again with the same id; it is answered once."));
  }
}
