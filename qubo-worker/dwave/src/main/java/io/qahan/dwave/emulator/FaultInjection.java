package io.qahan.dwave.emulator;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.qahan.dwave.emulator.FaultRule.Kind;
import io.qahan.dwave.emulator.FaultRule.Operation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Spoils requests as the rules say: some before they are carried out, some after. Thread safe. */
final class FaultInjection {
  private static final String SPOIL = "qahan-spoil-answer";

  private final List<FaultRule> rules;
  private final SolverList solvers;

  /** Ends the handling of a request whose connection is gone. */
  static final class Dropped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  FaultInjection(List<FaultRule> rules, SolverList solvers) {
    this.rules = List.copyOf(rules);
    this.solvers = solvers;
  }

  void addTo(JavalinConfig config) {
    config.routes.before(this::before);
    config.routes.after(this::after);
    config.routes.exception(Dropped.class, (e, ctx) -> drop(ctx));
  }

  private void before(Context ctx) throws InterruptedException {
    Operation operation = operation(ctx);
    for (FaultRule rule : rules) {
      if (rule.shows(operation)) {
        apply(rule, ctx);
      }
    }
  }

  private void apply(FaultRule rule, Context ctx) throws InterruptedException {
    switch (rule.kind()) {
      case STATUS -> {
        if (rule.duration() != null) {
          ctx.header("Retry-After", Long.toString(rule.duration().toSeconds()));
        }
        throw new SapiFault(rule.status(), "injected fault");
      }
      case STALL ->
          TimeUnit.MILLISECONDS.sleep(rule.duration() == null ? 1000 : rule.duration().toMillis());
      case DROP -> throw new Dropped();
      case OFFLINE -> solvers.takeFirstQpuOffline();
      case NEW_GRAPH -> solvers.changeGraphs();
      case DROP_AFTER, TRUNCATE, GARBAGE -> ctx.attribute(SPOIL, rule.kind());
    }
  }

  private void after(Context ctx) throws IOException {
    Kind kind = ctx.attribute(SPOIL);
    if (kind == null) {
      return;
    }
    switch (kind) {
      case DROP_AFTER -> throw new Dropped();
      case TRUNCATE -> {
        byte[] whole =
            ctx.resultInputStream() == null ? new byte[0] : ctx.resultInputStream().readAllBytes();
        ctx.result(Arrays.copyOf(whole, whole.length / 2));
      }
      default -> ctx.result("<html>The gateway has other plans</html>");
    }
  }

  /** Closes the connection as a cable does: no status, no goodbye. */
  private static void drop(Context ctx) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  private static Operation operation(Context ctx) {
    String path = ctx.path();
    if (path.contains("/solvers/")) {
      return Operation.SOLVERS;
    }
    if (path.contains("/bqm/")) {
      return Operation.UPLOAD;
    }
    return switch (ctx.method().name()) {
      case "POST" -> Operation.SUBMIT;
      case "DELETE" -> Operation.CANCEL;
      default -> path.matches(".*/problems/?") ? Operation.POLL : Operation.ANSWER;
    };
  }
}
