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

  /**
   * Routes that are closed as long as the pipeline is.
   *
   * @param ids makes ids for images that come without
   * @param whereabouts told of each image that is taken
   */
  public ImageRoutes(
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

  /** Adds the routes. */
  public void addTo(JavalinConfig config) {
    config.routes.post("/images", this::post);
    config.routes.get("/predictions/{id}", this::get);
  }

  private void get(Context ctx) {
    String id = ctx.pathParam("id");
    Prediction found = recent.find(id).orElseThrow(() -> whereabouts.noPredictionOf(id, pipeline));
    Json.answer(ctx, HttpStatus.OK, Json.prediction(id, found, policy.models()));
  }

  private void post(Context ctx) {
    if (!pipeline.isOpen()) {
      throw new HttpFault(
          HttpStatus.SERVICE_UNAVAILABLE,
          "starting",
          "Ingest is starting or stopping.",
          "Ask /readyz until it says ready.");
    }
    ImageQuery query = ImageQuery.of(ctx, ids, policy);
    ImageUpload upload = ImageUpload.read(ctx, policy);
    Optional<Prediction> known = recent.find(query.id());
    if (known.isPresent()) { // an id is answered once: the answer stands
      upload.close();
      ctx.future(() -> answerAgain(ctx, query, known.get()));
      return;
    }
    ctx.future(
        () -> {
          try (upload) {
            return send(ctx, query, upload.image());
          }
        });
  }

  /** The image is dropped; what it is said to be is kept. */
  private CompletableFuture<?> answerAgain(Context ctx, ImageQuery query, Prediction known) {
    CompletableFuture<?> labelled =
        query.label().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : labels.send(query.id(), new Label(query.label().get(), "http", sender.now()));
    return labelled.handle((sent, error) -> answered(ctx, query, known, error));
  }

  private CompletableFuture<?> send(Context ctx, ImageQuery query, EncodedImage image) {
    if (query.patience().isZero()) {
      return stored(ctx, query, image)
          .handle((sent, error) -> error == null ? accepted(ctx, query, "") : failed(ctx, error));
    }
    // Waits from before the image is sent: its prediction may be faster than the acknowledgement.
    CompletableFuture<Prediction> prediction = recent.await(query.id());
    return stored(ctx, query, image)
        .thenCompose(
            sent -> prediction.orTimeout(query.patience().toMillis(), TimeUnit.MILLISECONDS))
        .handle((answer, error) -> answered(ctx, query, answer, error))
        .whenComplete((done, error) -> recent.forget(query.id(), prediction));
  }

  private CompletableFuture<?> stored(Context ctx, ImageQuery query, EncodedImage image) {
    return sender
        .send(query.id(), image, query.label(), traceOf(ctx))
        .thenAccept(
            sent -> {
              if (recent.find(query.id()).isEmpty()) { // else the answer was faster
                whereabouts.taken(query.id());
              }
            });
  }

  private static Headers traceOf(Context ctx) {
    String parent = ctx.header(TraceHeaders.PARENT);
    boolean usable = parent != null && parent.length() <= TraceHeaders.LONGEST_PARENT;
    return TraceHeaders.ofParent(usable ? parent : "");
  }

  private Void answered(Context ctx, ImageQuery query, Prediction answer, Throwable error) {
    if (error == null) {
      Json.answer(ctx, HttpStatus.OK, Json.prediction(query.id(), answer, policy.models()));
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
