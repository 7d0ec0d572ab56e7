package io.qahan.ingest.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.tracing.TraceHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
 * {@code POST /images} and {@code GET /predictions/{id}}. An image is answered for only when it is
 * safe in Kafka. Thread safe.
 */
public final class ImageRoutes {
  private static final Logger log = LoggerFactory.getLogger(ImageRoutes.class);

  private final ImageSender sender;
  private final LabelSender labels;
  private final RecentPredictions recent;
  private final HttpPolicy policy;
  private final Supplier<String> ids;
  private final Pipeline pipeline;
  private final Whereabouts whereabouts;
  private final OutcomeLookup kept;

  /**
   * Routes that are closed as long as the pipeline is.
   *
   * @param ids makes ids for images that come without
   * @param whereabouts told of each image that is taken
   * @param kept finds what became of images that are not known here
   */
  public ImageRoutes(
      ImageSender sender,
      LabelSender labels,
      RecentPredictions recent,
      HttpPolicy policy,
      Supplier<String> ids,
      Pipeline pipeline,
      Whereabouts whereabouts,
      OutcomeLookup kept) {
    this.kept = kept;
    this.sender = sender;
    this.labels = labels;
    this.recent = recent;
    this.policy = policy;
    this.ids = ids;
    this.pipeline = pipeline;
    this.whereabouts = whereabouts;
  }

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/images", this::post);
    config.routes.get("/predictions/{id}", this::get);
  }

  private void get(Context ctx) {
    String id = ctx.pathParam("id");
    Optional<Prediction> found = recent.find(id);
    if (found.isPresent()) {
      Json.answer(ctx, HttpStatus.OK, Json.prediction(id, found.get(), policy.models()));
      return;
    }
    requireOpen();
    HttpFault fault = whereabouts.noPredictionOf(id, pipeline);
    if (!fault.slug().equals(Whereabouts.UNKNOWN)) {
      throw fault;
    }
    ctx.future(() -> kept.of(id).handle((outcome, error) -> lookedUp(ctx, id, outcome, error)));
  }

  private Void lookedUp(Context ctx, String id, OutcomeLookup.Kept outcome, Throwable error) {
    if (error != null) {
      Json.answer(ctx, notLookedUp(id, causeOf(error)));
      return null;
    }
    Optional<Prediction> found = outcome.answer().flatMap(recent::recall);
    outcome.letter().ifPresent(whereabouts);
    if (found.isPresent()) {
      Json.answer(ctx, HttpStatus.OK, Json.prediction(id, found.get(), policy.models()));
    } else {
      Json.answer(
          ctx,
          outcome.letter().isPresent()
              ? whereabouts.noPredictionOf(id, pipeline)
              : Whereabouts.notKept(id, outcome));
    }
    return null;
  }

  private static HttpFault notLookedUp(String id, Throwable cause) {
    if (cause instanceof HttpFault fault) {
      return fault;
    }
    log.warn("The topics could not be looked through for an image: {}", cause.toString());
    return new HttpFault(
        HttpStatus.SERVICE_UNAVAILABLE,
        "not-looked-up",
        "The answer to image [%s] is not among the recent ones, and its topic cannot be read: %s"
            .formatted(id, cause.getMessage()),
        "Ask again in a second; maybe a broker is down.");
  }

  private void requireOpen() {
    if (!pipeline.isOpen()) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "starting",
          "Ingest is starting or stopping.",
          "Ask /readyz until it says ready.");
    }
  }

  private void post(Context ctx) {
    requireOpen();
    ImageQuery query = ImageQuery.of(ctx, ids, policy);
    ImageUpload upload = ImageUpload.read(ctx, policy);
    String content = ContentHash.of(upload.image());
    Optional<RecentPredictions.Entry> known = recent.entry(query.id());
    String before =
        known
            .map(RecentPredictions.Entry::content)
            .orElseGet(() -> whereabouts.contentOf(query.id()));
    if (ContentHash.differ(before, content)) {
      upload.close();
      throw otherImage(query.id());
    }
    if (known.isPresent()) { // an id is answered once: the answer stands
      upload.close();
      ctx.future(() -> answerAgain(ctx, query, known.get()));
      return;
    }
    ctx.future(
        () -> {
          try (upload) {
            return send(ctx, query, upload.image(), content);
          }
        });
  }

  private static HttpFault otherImage(String id) {
    return new HttpFault(
        HttpStatus.CONFLICT,
        "other-image",
        "Another image has the id [%s]; this one was not taken.".formatted(id),
        "Give each image an id of its own, or none, and one is made. What the other was found to be:"
            + " GET /predictions/ID");
  }

  /** The image is dropped; what it is said to be is kept. */
  private CompletableFuture<?> answerAgain(
      Context ctx, ImageQuery query, RecentPredictions.Entry known) {
    CompletableFuture<?> labelled =
        query.label().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : labels.send(query.id(), new Label(query.label().get(), "http", sender.now()));
    return labelled.handle((sent, error) -> answered(ctx, query, known, known.content(), error));
  }

  private CompletableFuture<?> send(
      Context ctx, ImageQuery query, EncodedImage image, String content) {
    if (query.patience().isZero()) {
      return stored(ctx, query, image, content)
          .handle((sent, error) -> error == null ? accepted(ctx, query, "") : failed(ctx, error));
    }
    // Waits from before the image is sent: its prediction may be faster than the acknowledgement.
    CompletableFuture<RecentPredictions.Entry> prediction = recent.await(query.id());
    return stored(ctx, query, image, content)
        .thenCompose(
            sent -> prediction.orTimeout(query.patience().toMillis(), TimeUnit.MILLISECONDS))
        .handle((answer, error) -> answered(ctx, query, answer, content, error))
        .whenComplete((done, error) -> recent.forget(query.id(), prediction));
  }

  private CompletableFuture<?> stored(
      Context ctx, ImageQuery query, EncodedImage image, String content) {
    return sender
        .send(query.id(), image, query.label(), headersOf(ctx, content))
        .thenAccept(
            sent -> {
              if (recent.find(query.id()).isEmpty()) { // else the answer was faster
                whereabouts.taken(query.id(), content);
              }
            });
  }

  private static Headers headersOf(Context ctx, String content) {
    String parent = ctx.header(TraceHeaders.PARENT);
    boolean usable = parent != null && parent.length() <= TraceHeaders.LONGEST_PARENT;
    return ContentHash.with(TraceHeaders.ofParent(usable ? parent : ""), content);
  }

  /**
   * @param content of what was sent now: another may have been faster under the same id
   */
  private Void answered(
      Context ctx,
      ImageQuery query,
      RecentPredictions.Entry answer,
      String content,
      Throwable error) {
    if (error == null && ContentHash.differ(answer.content(), content)) {
      Json.answer(ctx, otherImage(query.id()));
      return null;
    }
    if (error == null) {
      Json.answer(
          ctx, HttpStatus.OK, Json.prediction(query.id(), answer.prediction(), policy.models()));
      return null;
    }
    return causeOf(error) instanceof TimeoutException
        ? accepted(
            ctx,
            query,
            String.format(Locale.ROOT, "No prediction within %d ms.", query.patience().toMillis()))
        : failed(ctx, error);
  }

  private static Void accepted(Context ctx, ImageQuery query, String note) {
    String path =
        "/predictions/" + URLEncoder.encode(query.id(), StandardCharsets.UTF_8).replace("+", "%20");
    ObjectNode body = Json.object().put("id", query.id()).put("prediction", path);
    if (!note.isEmpty()) {
      body.put("note", note);
    }
    ctx.header("Location", path);
    Json.answer(ctx, HttpStatus.ACCEPTED, body);
    return null;
  }

  /** Futures wrap what made them fail. */
  private static Throwable causeOf(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static Void failed(Context ctx, Throwable failure) {
    Throwable error = causeOf(failure);
    log.warn("An image could not be put into Kafka: {}", error.toString());
    Json.answer(
        ctx,
        new HttpFault(
            HttpStatus.SERVICE_UNAVAILABLE,
            "not-stored",
            "The image could not be put into Kafka: " + error.getMessage(),
            "Send it again with the same id; it is answered once."));
    return null;
  }
}
