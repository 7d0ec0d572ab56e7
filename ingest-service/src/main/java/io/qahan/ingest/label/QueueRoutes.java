package io.qahan.ingest.label;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.candidate.Candidate;
import io.qahan.ingest.candidate.LabelQueue;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.serving.ServingModels;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * {@code GET /label-queue?n=20}: which images are most worth a label. Open to all, as predictions
 * are. Thread safe.
 */
public final class QueueRoutes {
  private static final int USUAL = 20;
  private static final int MOST = 200;

  private final LabelQueue queue;
  private final ServingModels models;
  private final Predicate<String> atHand;
  private final Runnable asked;

  /**
   * Routes over a queue.
   *
   * @param models say what classes are called
   * @param atHand whether there is a small picture of an image
   * @param asked is told that somebody wants such pictures
   */
  public QueueRoutes(
      LabelQueue queue, ServingModels models, Predicate<String> atHand, Runnable asked) {
    this.queue = queue;
    this.models = models;
    this.atHand = atHand;
    this.asked = asked;
  }

  /** Adds the route. */
  public void addTo(JavalinConfig config) {
    config.routes.get("/label-queue", this::get);
  }

  /** What the route answers, of images only that there is a picture of. */
  public ObjectNode shown(int most) {
    return json(queue.best(most, atHand));
  }

  private void get(Context ctx) {
    int most = most(ctx);
    asked.run();
    Json.answer(ctx, HttpStatus.OK, json(queue.best(most, id -> true)));
  }

  private ObjectNode json(List<Candidate> best) {
    ObjectNode body = Json.object().put("unlabelled", queue.size());
    ArrayNode candidates = body.putArray("candidates");
    best.forEach(candidate -> candidates.add(json(candidate)));
    return body;
  }

  private ObjectNode json(Candidate candidate) {
    String version = candidate.modelVersion();
    return Json.object()
        .put("id", candidate.id())
        .put("predicted", candidate.predicted())
        .put("className", models.nameOf(version, candidate.predicted()))
        .put("probability", candidate.probability())
        .put("runnerUp", candidate.runnerUp())
        .put("runnerUpName", models.nameOf(version, candidate.runnerUp()))
        .put("runnerUpProbability", candidate.runnerUpProbability())
        .put("margin", candidate.margin())
        .put("headVersion", candidate.headVersion())
        .put("modelVersion", version)
        .put("predictedAt", candidate.predictedAt().toString())
        .put("image", atHand.test(candidate.id()) ? pathOf(candidate.id()) : null);
  }

  private static String pathOf(String id) {
    return "/live/thumbnails/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static int most(Context ctx) {
    String text = ctx.queryParam("n");
    if (text == null) {
      return USUAL;
    }
    try {
      int most = Integer.parseInt(text);
      if (most >= 1 && most <= MOST) {
        return most;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message for all that is no number of images
    }
    throw HttpFault.badRequest(
        "bad-n",
        "The number of images is [%s].".formatted(text),
        String.format(Locale.ROOT, "Give a whole number from 1 to %d.", MOST));
  }
}
