package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** {@code problems/}: submission, long polls, answers and cancellation. */
final class ProblemRoutes {
  private static final String PROBLEMS = "problems";
  private static final String PROBLEM = "problem";
  private static final int MOST_RESULTS = 1000;
  private static final int LONGEST_WAIT_SECONDS = 30;

  /** Without a timeout the real service waits that long, too. */
  private static final long UNASKED_WAIT_MILLIS = 1000;

  private final ProblemBoard board;

  ProblemRoutes(ProblemBoard board) {
    this.board = board;
  }

  void addTo(JavalinConfig config, String base) {
    String all = base + "/problems";
    String one = all + "/{id}";
    config.routes.post(all, this::submit);
    config.routes.get(all, this::list);
    config.routes.delete(all, this::cancelAll);
    config.routes.get(one, this::one);
    config.routes.delete(one, this::cancel);
    config.routes.get(
        one + "/answer", ctx -> answer(ctx, "problem-answer", () -> get(ctx).answerJson()));
    config.routes.get(one + "/info", ctx -> answer(ctx, "problem-data", () -> get(ctx).infoJson()));
    config.routes.get(
        one + "/messages",
        ctx -> answer(ctx, "problem-message", JsonNodeFactory.instance::arrayNode));
  }

  private EmulatedProblem get(Context ctx) {
    return board.get(ctx.pathParam("id"));
  }

  private static void answer(Context ctx, String kind, Supplier<JsonNode> body) {
    String type = SapiJson.accepted(ctx, kind);
    SapiJson.answer(ctx, type, body.get());
  }

  /** A problem, at once or when it has ended. */
  private void one(Context ctx) {
    String type = SapiJson.accepted(ctx, PROBLEM);
    EmulatedProblem problem = get(ctx);
    long millis = 1000L * number(ctx, "timeout", 0, LONGEST_WAIT_SECONDS, 0);
    ctx.future(
        () ->
            ProblemBoard.anyEnded(List.of(problem), millis)
                .thenRun(() -> SapiJson.answer(ctx, type, problem.json())));
  }

  /** An array of jobs, an item for each; or one job alone, which is an error or waited for. */
  private void submit(Context ctx) {
    String type = SapiJson.accepted(ctx, PROBLEMS, PROBLEM);
    JsonNode jobs = SapiJson.body(ctx);
    if (jobs.isArray()) {
      for (JsonNode job : jobs) {
        checkObject(job);
      }
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      jobs.forEach(job -> items.add(board.submit(job)));
      SapiJson.answer(ctx, type, items);
      return;
    }
    checkObject(jobs);
    ObjectNode item = board.submit(jobs);
    if (item.has("error_code")) {
      throw new SapiFault(item.get("error_code").asInt(), item.get("error_msg").asText());
    }
    EmulatedProblem problem = board.get(item.get("id").asText());
    ctx.future(
        () ->
            ProblemBoard.anyEnded(List.of(problem), LONGEST_WAIT_SECONDS * 1000L)
                .thenRun(() -> SapiJson.answer(ctx, type, problem.json())));
  }

  private static void checkObject(JsonNode job) {
    if (!job.isObject() || !job.path("solver").path("name").isTextual()) {
      throw new SapiFault(400, "Invalid problem: a job is an object with solver, type and data");
    }
  }

  private void list(Context ctx) {
    String type = SapiJson.accepted(ctx, PROBLEMS);
    String ids = ctx.queryParam("id");
    if (ids == null) {
      String status = ctx.queryParam("status");
      if (status != null && !EmulatedProblem.STATES.contains(status)) {
        throw new SapiFault(400, "Invalid value for 'status'");
      }
      SapiJson.answer(
          ctx,
          type,
          statuses(
              board.find(
                  ctx.queryParam("label"),
                  status,
                  ctx.queryParam("solver"),
                  number(ctx, "max_results", 1, MOST_RESULTS, MOST_RESULTS))));
      return;
    }
    String[] each = ids.split(",", -1);
    if (each.length > MOST_RESULTS) {
      throw new SapiFault(400, "Too many problem ids");
    }
    List<EmulatedProblem> problems = Arrays.stream(each).map(board::get).toList();
    long millis =
        ctx.queryParam("timeout") == null
            ? UNASKED_WAIT_MILLIS
            : 1000L * number(ctx, "timeout", 0, LONGEST_WAIT_SECONDS, 0);
    ctx.future(
        () ->
            ProblemBoard.anyEnded(problems, millis)
                .thenRun(() -> SapiJson.answer(ctx, type, statuses(problems))));
  }

  private static int number(Context ctx, String name, int least, int most, int fallback) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return fallback;
    }
    int value = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      throw new SapiFault(400, "Invalid value for '%s'".formatted(name));
    }
    return value;
  }

  private static ArrayNode statuses(List<EmulatedProblem> problems) {
    ArrayNode statuses = JsonNodeFactory.instance.arrayNode();
    problems.forEach(problem -> statuses.add(problem.statusJson()));
    return statuses;
  }

  private void cancelAll(Context ctx) {
    String type = SapiJson.accepted(ctx, PROBLEMS);
    JsonNode ids = SapiJson.body(ctx);
    if (!ids.isArray() || ids.isEmpty()) {
      throw new SapiFault(400, "Empty list of problem ids");
    }
    for (JsonNode id : ids) {
      if (!id.isTextual()) {
        throw new SapiFault(400, "Invalid problem id");
      }
    }
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    ids.forEach(id -> items.add(board.cancel(id.textValue())));
    SapiJson.answer(ctx, type, items);
  }

  private void cancel(Context ctx) {
    String type = SapiJson.accepted(ctx, PROBLEM);
    ObjectNode item = board.cancel(ctx.pathParam("id"));
    if (item.has("error_code")) {
      throw new SapiFault(item.get("error_code").asInt(), item.get("error_msg").asText());
    }
    SapiJson.answer(ctx, type, item);
  }
}
