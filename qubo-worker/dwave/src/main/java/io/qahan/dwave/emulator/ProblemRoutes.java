package io.qahan.dwave.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;

/** {@code problems/}: submission, long polls, answers and cancellation. */
final class ProblemRoutes {
  private static final String PROBLEMS = "problems";
  private static final String PROBLEM = "problem";
  private static final int MOST_RESULTS = 1000;
  private static final int LONGEST_WAIT_SECONDS = 30;

  /** Without a timeout the real service waits that long, too. */
  private static final long SHORTEST_WAIT_MILLIS = 1000;

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
    config.routes.get(one, ctx -> SapiJson.answer(ctx, PROBLEM, get(ctx).json()));
    config.routes.delete(one, this::cancel);
    config.routes.get(
        one + "/answer", ctx -> SapiJson.answer(ctx, "problem-answer", get(ctx).answerJson()));
    config.routes.get(
        one + "/info", ctx -> SapiJson.answer(ctx, "problem-data", get(ctx).infoJson()));
    config.routes.get(
        one + "/messages",
        ctx -> SapiJson.answer(ctx, "problem-message", JsonNodeFactory.instance.arrayNode()));
  }

  private EmulatedProblem get(Context ctx) {
    return board.get(ctx.pathParam("id"));
  }

  /** An array of jobs, an item for each; or one job alone, which is an error or waited for. */
  private void submit(Context ctx) {
    JsonNode jobs = SapiJson.body(ctx);
    if (jobs.isArray()) {
      ArrayNode items = JsonNodeFactory.instance.arrayNode();
      jobs.forEach(job -> items.add(board.submit(job)));
      SapiJson.answer(ctx, PROBLEMS, items);
      return;
    }
    ObjectNode item = board.submit(jobs);
    if (item.has("error_code")) {
      throw new SapiFault(item.get("error_code").asInt(), item.get("error_msg").asText());
    }
    EmulatedProblem problem = board.get(item.get("id").asText());
    ctx.future(
        () ->
            ProblemBoard.anyEnded(List.of(problem), LONGEST_WAIT_SECONDS * 1000L)
                .thenRun(() -> SapiJson.answer(ctx, PROBLEM, problem.json())));
  }

  private void list(Context ctx) {
    String ids = ctx.queryParam("id");
    if (ids == null) {
      answer(
          ctx,
          board.find(
              ctx.queryParam("label"),
              ctx.queryParam("status"),
              ctx.queryParam("solver"),
              number(ctx, "max_results", 1, MOST_RESULTS, MOST_RESULTS)));
      return;
    }
    List<EmulatedProblem> problems = Arrays.stream(ids.split(",", -1)).map(board::get).toList();
    if (problems.size() > MOST_RESULTS) {
      throw new SapiFault(400, "Too many problem ids");
    }
    long millis = 1000L * number(ctx, "timeout", 1, LONGEST_WAIT_SECONDS, 0);
    ctx.future(
        () ->
            ProblemBoard.anyEnded(problems, Math.max(millis, SHORTEST_WAIT_MILLIS))
                .thenRun(() -> answer(ctx, problems)));
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

  private static void answer(Context ctx, List<EmulatedProblem> problems) {
    ArrayNode statuses = JsonNodeFactory.instance.arrayNode();
    problems.forEach(problem -> statuses.add(problem.statusJson()));
    SapiJson.answer(ctx, PROBLEMS, statuses);
  }

  private void cancelAll(Context ctx) {
    JsonNode ids = SapiJson.body(ctx);
    if (!ids.isArray() || ids.isEmpty()) {
      throw new SapiFault(400, "Empty list of problem ids");
    }
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    ids.forEach(id -> items.add(board.cancel(id.asText())));
    SapiJson.answer(ctx, PROBLEMS, items);
  }

  private void cancel(Context ctx) {
    ObjectNode item = board.cancel(ctx.pathParam("id"));
    if (item.has("error_code")) {
      throw new SapiFault(item.get("error_code").asInt(), item.get("error_msg").asText());
    }
    SapiJson.answer(ctx, PROBLEM, item);
  }
}
