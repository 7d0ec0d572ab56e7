package io.qahan.dwave.sapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiMedia;
import io.qahan.dwave.http.SapiTransport;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.HttpUrl;

/**
 * The solvers there are: what changes seldom and what changes always are asked for apart, so that
 * the megabytes of the former can be kept longer. Thread safe.
 */
final class SolverCatalogue {
  private static final String STATIC = "all,-status,-avg_load";
  private static final String DYNAMIC = "none,+identity,+status,+avg_load";
  private static final Duration STATIC_AGE = Duration.ofHours(1);
  private static final Duration DYNAMIC_AGE = Duration.ofMinutes(15);

  private final SapiTransport transport;
  private final DocumentCache cache;

  SolverCatalogue(SapiTransport transport, DocumentCache cache) {
    this.transport = transport;
    this.cache = cache;
  }

  /**
   * The solvers that match, the best first.
   *
   * @param fresh whether SAPI must be asked even if what is kept is young enough
   */
  CompletableFuture<List<SolverDefinition>> find(SolverQuery query, boolean fresh) {
    return listed(query, fresh).thenApply(query::select);
  }

  /**
   * The best solver that matches; fails with {@link RejectedRequestException} if none does, saying
   * what is wrong with those that nearly do.
   */
  CompletableFuture<SolverDefinition> best(SolverQuery query, boolean fresh) {
    return listed(query, fresh)
        .thenApply(
            solvers ->
                query.select(solvers).stream()
                    .findFirst()
                    .orElseThrow(() -> none(query, query.objections(solvers))));
  }

  private static RejectedRequestException none(SolverQuery query, List<String> objections) {
    return new RejectedRequestException(
        objections.isEmpty()
            ? "No solver that is online matches [%s]. Ask for less, or for another one"
                .formatted(query)
            : "No solver that matches [%s] takes binary quadratic models of this client: %s. Choose another one with DWAVE_API_SOLVER"
                .formatted(query, String.join("; ", objections)),
        0);
  }

  private CompletableFuture<List<SolverDefinition>> listed(SolverQuery query, boolean fresh) {
    CompletableFuture<JsonNode> lasting = get(query, STATIC, STATIC_AGE, fresh);
    CompletableFuture<JsonNode> changing = get(query, DYNAMIC, DYNAMIC_AGE, fresh);
    return lasting.thenCombine(changing, SolverCatalogue::merged);
  }

  private CompletableFuture<JsonNode> get(
      SolverQuery query, String filter, Duration age, boolean fresh) {
    Optional<String> name = query.name();
    HttpUrl.Builder url = transport.url("solvers/remote/");
    name.ifPresent(segment -> url.setPathSegment(url.build().pathSize() - 1, segment));
    // encoded by hand: a bare + would arrive as a blank
    url.addEncodedQueryParameter("filter", filter.replace(",", "%2C").replace("+", "%2B"));
    return cache.get(
        url.build(), name.isPresent() ? SapiMedia.SOLVER : SapiMedia.SOLVER_LIST, age, fresh);
  }

  private static List<SolverDefinition> merged(JsonNode lasting, JsonNode changing) {
    Map<String, JsonNode> byName = new HashMap<>();
    list(changing).forEach(solver -> byName.put(name(solver), solver));
    List<SolverDefinition> solvers = new ArrayList<>();
    for (JsonNode solver : list(lasting)) {
      ObjectNode whole = JsonNodeFactory.instance.objectNode();
      whole.setAll((ObjectNode) solver);
      if (byName.get(name(solver)) instanceof ObjectNode now) {
        whole.setAll(now); // its identity, too: the graph may have changed since
      }
      solvers.add(SolverDefinition.of(whole));
    }
    return solvers;
  }

  private static List<JsonNode> list(JsonNode json) {
    List<JsonNode> solvers = new ArrayList<>();
    (json.isArray() ? json : JsonNodeFactory.instance.arrayNode().add(json)).forEach(solvers::add);
    solvers.removeIf(solver -> name(solver).isEmpty());
    return solvers;
  }

  private static String name(JsonNode solver) {
    return solver.path("identity").path("name").asText();
  }
}
