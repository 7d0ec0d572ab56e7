package io.qahan.ingest.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.qahan.ingest.board.RetrainBoard;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.http.Json;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.Stage;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.ops.Health;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code GET /api/summary}: how things are, in numbers. Images, pending and stages are this
 * instance's; predictions are the whole system's. Thread safe.
 */
public final class SummaryRoutes {
  private final Supplier<Health> health;
  private final IngestMeters meters;
  private final RecentPredictions recent;
  private final ServingModels models;
  private final Supplier<Optional<RetrainBoard.Step>> retraining;

  /**
   * @param retraining the newest step of one, if there is any
   */
  public SummaryRoutes(
      Supplier<Health> health,
      IngestMeters meters,
      RecentPredictions recent,
      ServingModels models,
      Supplier<Optional<RetrainBoard.Step>> retraining) {
    this.health = health;
    this.meters = meters;
    this.recent = recent;
    this.models = models;
    this.retraining = retraining;
  }

  /** Adds the route. */
  public void addTo(JavalinConfig config) {
    config.routes.get("/api/summary", this::summary);
  }

  private void summary(Context ctx) {
    Health now = health.get();
    ObjectNode json =
        Json.object()
            .put("ready", now.ready())
            .put("health", now.detail())
            .put("images", meters.accepted())
            .put("pending", meters.pending())
            .put("predictions", recent.count())
            .put("predictionsPerSecond", recent.perSecond())
            .put("degraded", recent.degraded());
    ArrayNode names = json.putArray("classes");
    ServedModel served = models.current();
    served.model().classes().names().forEach(names::add);
    json.putObject("model").put("version", served.version()).put("release", served.release());
    head(json.putObject("head"), served.live().current());
    retraining.get().ifPresent(step -> retraining(json.putObject("retraining"), step));
    stages(json.putObject("stageMillis"));
    predictions(json.putArray("recent"));
    Json.answer(ctx, HttpStatus.OK, json);
  }

  private static void head(ObjectNode json, Head head) {
    json.put("version", head.version())
        .put("sha256", head.sha256())
        .put("convVersion", head.shape().convVersion())
        .put("steps", head.progress().steps())
        .put("examples", head.progress().examples())
        .put("corrections", head.progress().corrections());
  }

  private static void retraining(ObjectNode json, RetrainBoard.Step step) {
    json.put("id", step.retraining())
        .put("stage", step.stage())
        .put("cause", step.cause())
        .put("at", step.at())
        .put("images", step.images())
        .put("servingAccuracy", step.servingAccuracy())
        .put("candidateAccuracy", step.candidateAccuracy())
        .put("chance", step.chance())
        .put("release", step.release())
        .put("reason", step.reason());
  }

  private void stages(ObjectNode json) {
    for (Stage stage : Stage.values()) {
      HistogramSnapshot timer = meters.stage(stage).takeSnapshot();
      ObjectNode at = json.putObject(stage.slug());
      at.put("count", timer.count()).put("mean", timer.mean(TimeUnit.MILLISECONDS));
      for (ValueAtPercentile value : timer.percentileValues()) {
        at.put("p" + Math.round(value.percentile() * 100), value.value(TimeUnit.MILLISECONDS));
      }
    }
  }

  private void predictions(ArrayNode json) {
    for (RecentPredictions.Entry entry : recent.latest()) {
      Prediction prediction = entry.prediction();
      float[] probabilities = LittleEndian.floats(prediction.getProbabilities());
      json.addObject()
          .put("id", entry.id())
          .put("predicted", prediction.getPredicted())
          .put("className", models.nameOf(prediction.getModelVersion(), prediction.getPredicted()))
          .put("probability", probabilities[prediction.getPredicted()])
          .put("solver", prediction.getSolver())
          .put("degraded", prediction.getDegraded())
          .put("headVersion", prediction.getHeadVersion())
          .put("totalMillis", prediction.getStageMillis().get(Stage.TOTAL.slug()));
    }
  }
}
