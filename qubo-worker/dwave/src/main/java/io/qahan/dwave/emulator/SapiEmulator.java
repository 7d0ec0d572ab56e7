package io.qahan.dwave.emulator;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.qahan.dwave.graph.WorkingGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * The Solver API on loopback, its paths below {@code /sapi/} and {@code /sapi/v2/}. Problems are
 * solved by annealing on a few threads. Thread safe.
 */
public final class SapiEmulator implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long ONE_SEED = 1;

  /** A poll may name a thousand problems. */
  private static final int LONGEST_HEADER = 64 << 10;

  private static final long LARGEST_BODY = 64L << 20;
  private static final List<String> BASES = List.of("/sapi", "/sapi/v2");

  private final UploadStore uploads;
  private final ExecutorService annealers;
  private final Javalin javalin;
  private final ProblemBoard board;

  /**
   * What is emulated.
   *
   * @param port to listen on; 0 for any free one
   * @param token that requests must have
   * @param qpus working graphs, a QPU each
   * @param software the same, a software solver each
   * @param hybridKinds of problems that a hybrid solver is listed for, each: bqm, cqm, dqm, nl;
   *     only bqm is solved
   * @param annealers threads that solve
   * @param seed of all reads; another one every time if empty
   */
  public record Options(
      int port,
      String token,
      List<WorkingGraph> qpus,
      List<WorkingGraph> software,
      List<String> hybridKinds,
      int annealers,
      OptionalLong seed) {
    public Options {
      hybridKinds.forEach(EmulatedHybrid::checkKind);
    }

    /** Options without software solvers. */
    public Options(
        int port,
        String token,
        List<WorkingGraph> qpus,
        List<String> hybridKinds,
        int annealers,
        OptionalLong seed) {
      this(port, token, qpus, List.of(), hybridKinds, annealers, seed);
    }

    /**
     * Options whose seed is always the same.
     *
     * @param hybrid whether there is a hybrid solver of binary quadratic models, too
     */
    public Options(int port, String token, List<WorkingGraph> qpus, boolean hybrid, int annealers) {
      this(
          port,
          token,
          qpus,
          hybrid ? List.of("bqm") : List.of(),
          annealers,
          OptionalLong.of(ONE_SEED));
    }
  }

  private SapiEmulator(Options options, List<FaultRule> faults) throws IOException {
    uploads = new UploadStore();
    annealers =
        Executors.newFixedThreadPool(
            options.annealers,
            work -> {
              Thread thread = new Thread(work, "sapi-emulator-annealer");
              thread.setDaemon(true);
              return thread;
            });
    SolverList solvers = new SolverList(solvers(options));
    board =
        new ProblemBoard(
            solvers,
            annealers,
            InstantSource.system(),
            options.token,
            options.seed.orElseGet(() -> new SecureRandom().nextLong()));
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors()));
              config.jetty.modifyServletContextHandler(
                  context -> context.setErrorHandler(new JsonErrors()));
              config.jetty.modifyHttpConfiguration(
                  http -> http.setRequestHeaderSize(LONGEST_HEADER));
              config.http.maxRequestSize = LARGEST_BODY;
              config.routes.before(ctx -> authenticate(ctx, options.token));
              new FaultInjection(faults, solvers).addTo(config);
              BASES.forEach(base -> addRoutes(config, base, solvers));
              config.routes.exception(
                  SapiFault.class, (e, ctx) -> SapiJson.fail(ctx, e.status(), e.getMessage()));
            });
    javalin.start(HOST, options.port);
  }

  private void addRoutes(JavalinConfig config, String base, SolverList solvers) {
    new SolverRoutes(solvers).addTo(config, base);
    new ProblemRoutes(board).addTo(config, base);
    new UploadRoutes(uploads).addTo(config, base);
  }

  private List<EmulatedSolver> solvers(Options options) {
    List<EmulatedSolver> solvers = new ArrayList<>();
    options.qpus.forEach(graph -> addChip(solvers, "Emulated_", "qpu", graph));
    options.software.forEach(graph -> addChip(solvers, "Software_", "software", graph));
    options.hybridKinds.forEach(kind -> solvers.add(new EmulatedHybrid(kind, uploads)));
    return solvers;
  }

  private static void addChip(
      List<EmulatedSolver> solvers, String prefix, String category, WorkingGraph graph) {
    String shape =
        String.join("_", graph.topology().shape().stream().map(String::valueOf).toList());
    String name = prefix + graph.topology().type() + "_" + shape;
    long namesakes = solvers.stream().filter(solver -> solver.name().startsWith(name)).count();
    solvers.add(
        new EmulatedQpu(namesakes == 0 ? name : name + "_" + (namesakes + 1), category, graph));
  }

  private static void authenticate(Context ctx, String token) {
    String given = ctx.header("X-Auth-Token");
    boolean known =
        given != null
            && MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    if (!known) {
      throw new SapiFault(401, "Invalid token or access denied");
    }
  }

  /**
   * Starts to listen.
   *
   * @param faults how it misbehaves; none for a server that is always well
   */
  public static SapiEmulator start(Options options, List<FaultRule> faults) {
    try {
      return new SapiEmulator(options, faults);
    } catch (IOException e) {
      throw new UncheckedIOException("The emulator has no room for uploads", e);
    }
  }

  /** Starts a server that is always well. */
  public static SapiEmulator start(Options options) {
    return start(options, List.of());
  }

  /** What clients are told as DWAVE_API_ENDPOINT. */
  public URI endpoint() {
    return URI.create("http://" + HOST + ":" + javalin.port() + "/sapi/");
  }

  /** How many problems were taken so far: what a user would pay for. */
  public int problemsTaken() {
    return board.taken();
  }

  @Override
  public void close() {
    javalin.stop();
    annealers.shutdownNow();
    uploads.close();
  }

  /** Requests that never reach a route, because their path cannot be read, are refused in JSON. */
  private static final class JsonErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
        Request request,
        Response response,
        int code,
        String message,
        Throwable cause,
        Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      String said = message == null || message.isBlank() ? HttpStatus.getMessage(code) : message;
      Content.Sink.write(response, true, SapiJson.error(code, said).toString(), callback);
    }
  }
}
