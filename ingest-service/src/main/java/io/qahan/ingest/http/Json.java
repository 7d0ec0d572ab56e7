package io.qahan.ingest.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import java.util.BitSet;
import java.util.TreeMap;

/** What ingest says over HTTP, as JSON. */
public final class Json {
  private static final String RETRY_SECONDS = "1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A record, a list, a map or a tree as JSON on one line; bytes are base64. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not to be written as JSON: " + value.getClass(), e);
    }
  }

  public static void answer(Context ctx, HttpStatus status, Object body) {
    ctx.status(status).contentType("application/json").result(text(body));
  }

  /** The fault as it is; whoever is told that now is no good time is told when to come again. */
  public static void answer(Context ctx, HttpFault fault) {
    if (fault.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      ctx.header(Header.RETRY_AFTER, RETRY_SECONDS);
    }
    answer(ctx, fault.status(), of(fault));
  }

  /** What is wrong, and what to try. */
  public static ObjectNode of(HttpFault fault) {
    return object()
        .put("error", fault.getMessage())
        .put("cause", fault.slug())
        .put("advice", fault.advice());
  }

  /** A prediction whole; the mask as the list of kept blocks, counted row by row. */
  public static ObjectNode prediction(String id, Prediction prediction, ServingModels models) {
    ObjectNode json =
        object()
            .put("id", id)
            .put("predicted", prediction.getPredicted())
            .put(
                "className", models.nameOf(prediction.getModelVersion(), prediction.getPredicted()))
            .put("headVersion", prediction.getHeadVersion())
            .put("headHash", prediction.getHeadHash())
            .put("convVersion", prediction.getConvVersion())
            .put("modelVersion", prediction.getModelVersion())
            .put("solver", prediction.getSolver())
            .put("outcome", prediction.getOutcome().name())
            .put("energy", prediction.getEnergy())
            .put("greedyEnergy", prediction.getGreedyEnergy())
            .put("lowerBound", prediction.getLowerBound())
            .put("degraded", prediction.getDegraded())
            .put("deadlineMet", prediction.getDeadlineMet())
            .put("eventTime", prediction.getEventTime().toString())
            .put("predictedAt", prediction.getPredictedAt().toString());
    ArrayNode probabilities = json.putArray("probabilities");
    for (float probability : LittleEndian.floats(prediction.getProbabilities())) {
      probabilities.add(probability);
    }
    ObjectNode mask = json.putObject("mask");
    mask.put("rows", prediction.getMaskShape().get(0));
    mask.put("columns", prediction.getMaskShape().get(1));
    ArrayNode kept = mask.putArray("kept");
    BitSet.valueOf(prediction.getMask().duplicate()).stream().forEach(kept::add);
    ObjectNode stages = json.putObject("stageMillis");
    new TreeMap<>(prediction.getStageMillis()).forEach(stages::put);
    return json;
  }
}
