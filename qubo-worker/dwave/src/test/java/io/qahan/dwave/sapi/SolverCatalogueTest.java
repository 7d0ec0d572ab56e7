package io.qahan.dwave.sapi;

import static io.qahan.dwave.sapi.FakeSapi.error;
import static io.qahan.dwave.sapi.FakeSapi.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SolverCatalogueTest {
  private static final String LIST = "GET solvers/remote/";
  private static final String STATIC = "filter=all%2C-status%2C-avg_load";
  private static final String DYNAMIC = "filter=none%2C%2Bidentity%2C%2Bstatus%2C%2Bavg_load";

  @TempDir Path directory;
  private final FakeSapi sapi = new FakeSapi();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SapiClient client =
      SapiClient.open(FakeSapi.config(), sapi.endpoint(), FakeSapi.parts(() -> now));

  @AfterEach
  void close() {
    client.close();
    sapi.close();
  }

  private static MockResponse solvers(RecordedRequest request, String graphId, String... headers) {
    String body =
        STATIC.equals(request.getUrl().encodedQuery())
            ? """
              [{"identity": {"name": "A", "version": {"graph_id": "%1$s"}},
                "properties": {"category": "qpu", "qubits": [1, 2]}},
               {"identity": {"name": "hybrid"}, "properties": {"category": "hybrid"}}]
              """
            : """
              [{"identity": {"name": "A", "version": {"graph_id": "%1$s"}}, "status": "ONLINE",
                "avg_load": 0.25},
               {"identity": {"name": "hybrid"}, "status": "OFFLINE"}]
              """;
    MockResponse.Builder response =
        json("solver-definition-list", body.formatted(graphId)).newBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    return response.build();
  }

  private List<SolverDefinition> find() throws Exception {
    return client.solvers(SolverQuery.any()).get(30, TimeUnit.SECONDS);
  }

  @Test
  void shouldMergeWhatLastsWithWhatChanges() throws Exception {
    sapi.on(LIST, request -> solvers(request, "01a"));

    SolverDefinition solver = client.solver(SolverQuery.parse("{\"qpu\": true}")).get();

    assertThat(solver.identity().graphId()).contains("01a");
    assertThat(solver.averageLoad()).hasValue(0.25);
    assertThat(solver.activeQubits()).isEqualTo(2);
    assertThat(sapi.requests(LIST).stream().map(r -> r.getUrl().encodedQuery()))
        .containsExactlyInAnyOrder(STATIC, DYNAMIC);
    assertThat(sapi.requests(LIST).get(0).getHeaders().get("Accept"))
        .isEqualTo("application/vnd.dwave.sapi.solver-definition-list+json; version=3.0.0");
  }

  @Test
  void shouldKeepWhatIsFreshAndAskByETagAfterThat() throws Exception {
    sapi.on(
        LIST,
        request ->
            "\"v1\"".equals(request.getHeaders().get("If-None-Match"))
                ? new MockResponse.Builder()
                    .code(304)
                    .addHeader("Cache-Control", "private, max-age=60")
                    .build()
                : solvers(
                    request, "01a", "ETag", "\"v1\"", "Cache-Control", "private, max-age=60"));

    find();
    now = now.plusSeconds(59);
    find();
    assertThat(sapi.requests(LIST)).hasSize(2);
    now = now.plusSeconds(1);
    assertThat(find()).hasSize(1);
    assertThat(sapi.requests(LIST)).hasSize(4);
    now = now.plusSeconds(59);
    find();
    assertThat(sapi.requests(LIST)).hasSize(4);
  }

  private List<SolverDefinition> findWithFiles(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("cache_home", directory.toString()));
    all.addAll(List.of(options));
    try (SapiClient next =
        SapiClient.open(
            FakeSapi.config(all.toArray(String[]::new)),
            sapi.endpoint(),
            FakeSapi.parts(() -> now))) {
      return next.solvers(SolverQuery.any()).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldKeepOnDiskWhatTheNextProcessNeedNotLoadAgain() throws Exception {
    sapi.on(
        LIST,
        request ->
            "\"v1\"".equals(request.getHeaders().get("If-None-Match"))
                ? new MockResponse.Builder().code(304).build()
                : solvers(
                    request, "01a", "ETag", "\"v1\"", "Cache-Control", "private, max-age=60"));

    List<SolverDefinition> first = findWithFiles();
    assertThat(findWithFiles()).isEqualTo(first);
    assertThat(sapi.requests(LIST)).hasSize(2);
    now = now.plusSeconds(61);
    assertThat(findWithFiles()).isEqualTo(first); // asked by the ETag of the file
    assertThat(sapi.requests(LIST)).hasSize(4);
    assertThat(sapi.requests(LIST).get(3).getHeaders().get("If-None-Match")).isEqualTo("\"v1\"");
  }

  @Test
  void shouldNotTakeFromDiskWhatIsAnotherUsersOrDamaged() throws Exception {
    sapi.on(LIST, request -> solvers(request, "01a", "Cache-Control", "private, max-age=60"));
    findWithFiles();

    findWithFiles("token", SecretToken.WRONG);
    assertThat(sapi.requests(LIST)).hasSize(4);
    findWithFiles("cache_enabled", "false");
    assertThat(sapi.requests(LIST)).hasSize(6);
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    assertThat(files).hasSize(4);
    for (Path file : files) {
      assertThat(file).content().doesNotContain(SecretToken.RIGHT, SecretToken.WRONG);
      Files.writeString(file, "{\"url\": \"cut o");
    }
    assertThat(findWithFiles()).hasSize(1);
    assertThat(sapi.requests(LIST)).hasSize(8);
  }

  @Test
  void shouldKnowHowLongThingsStayFreshWithoutBeingTold() throws Exception {
    sapi.on(LIST, request -> solvers(request, "01a"));

    find();
    now = now.plus(Duration.ofMinutes(14));
    find();
    assertThat(sapi.requests(LIST)).hasSize(2);
    now = now.plus(Duration.ofMinutes(2));
    find();
    assertThat(sapi.requests(LIST)).hasSize(3);
    assertThat(sapi.requests(LIST).get(2).getUrl().encodedQuery()).isEqualTo(DYNAMIC);
    now = now.plus(Duration.ofMinutes(60));
    find();
    assertThat(sapi.requests(LIST)).hasSize(5);
  }

  @Test
  void shouldAskAnewForAFreshSolver() throws Exception {
    sapi.on(LIST, request -> solvers(request, sapi.trace().size() > 2 ? "02b" : "01a"));

    assertThat(client.solver(SolverQuery.any()).get().identity().graphId()).contains("01a");
    assertThat(client.freshSolver(SolverQuery.any()).get().identity().graphId()).contains("02b");
  }

  @Test
  void shouldAskForOneSolverWhenItsNameIsKnown() throws Exception {
    sapi.on(
        "GET solvers/remote/My%20QPU",
        json(
            "solver-definition",
            "{\"identity\": {\"name\": \"My QPU\"}, \"status\": \"online\", \"properties\": {}}"));

    assertThat(client.solver(SolverQuery.parse("My QPU")).get().identity().name())
        .isEqualTo("My QPU");
  }

  @Test
  void shouldSayThatNoSolverMatches() {
    sapi.on(LIST, request -> solvers(request, "01a"));

    assertThat(failure(client.solver(SolverQuery.parse("{\"num_qubits__gt\": 9999}"))))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("num_qubits__gt");
    assertThat(failure(client.solver(SolverQuery.parse("unknown"))))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[404]");
  }

  @Test
  void shouldTryAgainWhenDiscoveryFails() throws Exception {
    sapi.on(
        LIST,
        request -> error(500, "unwell"),
        request -> error(429, "too many"),
        request -> FakeSapi.dropped(),
        request ->
            FakeSapi.truncated()
                .newBuilder()
                .setHeader(
                    "Content-Type",
                    "application/vnd.dwave.sapi.solver-definition-list+json; version=3.0.0")
                .build(),
        request -> solvers(request, "01a"));

    assertThat(find()).hasSize(1);
  }

  @Test
  void shouldNotTakeAnotherKindOfAnswerForSapis() {
    sapi.on(
        LIST, new MockResponse.Builder().addHeader("Content-Type", "text/html").body("hi").build());
    assertThat(failure(client.solvers(SolverQuery.any())))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("[text/html]");
  }

  @Test
  void shouldNotTakeAnotherVersionOfTheAnswer() {
    sapi.on(
        LIST,
        new MockResponse.Builder()
            .addHeader(
                "Content-Type",
                "application/vnd.dwave.sapi.solver-definition-list+json; version=4.0.0")
            .body("[]")
            .build());
    assertThat(failure(client.solvers(SolverQuery.any())))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("version=4.0.0");
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(30, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }
}
