package io.qahan.dwave.sapi;

import static io.qahan.dwave.sapi.FakeSapi.completed;
import static io.qahan.dwave.sapi.FakeSapi.error;
import static io.qahan.dwave.sapi.FakeSapi.json;
import static io.qahan.dwave.sapi.FakeSapi.problems;
import static io.qahan.dwave.sapi.FakeSapi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiAuthenticationException;
import io.qahan.dwave.http.SolverOfflineException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.http.UnknownOutcomeException;
import io.qahan.dwave.solver.SolverIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SapiClientTest {
  private static final String POST = "POST problems/";
  private static final String POLL = "GET problems/";
  private static final SolverIdentity QPU_A =
      new SolverIdentity("QPU_A", Map.of("graph_id", "01abcd"));

  private final FakeSapi sapi = new FakeSapi();
  private final List<SapiClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(SapiClient::close);
    sapi.close();
  }

  private SapiClient client(String... options) {
    SapiClient client = sapi.client(options);
    clients.add(client);
    return client;
  }

  /** Example A of the fact sheet. */
  private static Job job(String label) {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("format", "qp")
            .put("lin", "AAAAAAAA8D8AAAAAAADgvwAAAAAAAPh/AAAAAAAAAAA=")
            .put("quad", "AAAAAAAAAAAAAAAAAADwvw==")
            .put("offset", 0.25);
    ObjectNode params = JsonNodeFactory.instance.objectNode().put("num_reads", 10);
    return new Job(QPU_A, "ising", data, params, label);
  }

  private static SolvedProblem answer(SubmittedProblem problem) throws Exception {
    return problem.answer().get(30, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(30, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }

  /** Accepts every job under its label as id. */
  private static MockResponse accept(RecordedRequest request, String state) {
    List<String> statuses = new ArrayList<>();
    for (JsonNode job : FakeSapi.body(request)) {
      String label = job.path("label").asText();
      statuses.add(
          state.equals("COMPLETED") ? completed(label, label) : status(label, state, label));
    }
    return problems(statuses.toArray(String[]::new));
  }

  @Test
  void shouldSubmitPollLoadAndDecode() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(
            POLL,
            problems(status("1", "IN_PROGRESS", "a")),
            problems(status("1", "COMPLETED", "a")))
        .on("GET problems/1/", json("problem", completed("1", "a")));

    SubmittedProblem submitted = client().submit(job("a"));
    SolvedProblem solved = answer(submitted);

    assertThat(submitted.id()).isCompletedWithValue("1");
    assertThat(solved.samples().values(0)).containsExactly(1, -1, 1);
    assertThat(solved.samples().values(1)).containsExactly(-1, 1, -1);
    assertThat(solved.samples().energy(0)).isEqualTo(-3.25);
    assertThat(solved.samples().energy(1)).isEqualTo(-1.25);
    assertThat(solved.samples().occurrences(0)).isEqualTo(7);
    assertThat(solved.samples().variable(2)).isEqualTo(4);
    assertThat(solved.timing().qpuAccessMicros()).isEqualTo(12345);
    assertThat(sapi.trace()).containsExactly(POST, POLL, POLL, "GET problems/1/");
    RecordedRequest poll = sapi.requests(POLL).get(0);
    assertThat(poll.getUrl().queryParameter("id")).isEqualTo("1");
    assertThat(poll.getUrl().queryParameter("timeout")).isEqualTo("1");
  }

  @Test
  void shouldSendWhatTheProtocolSays() throws Exception {
    sapi.on(POST, problems(completed("1", "a")));

    answer(client("headers", "X-Team: q").submit(job("a")));

    RecordedRequest request = sapi.requests(POST).get(0);
    assertThat(request.getHeaders().get("X-Auth-Token")).isEqualTo(FakeSapi.TOKEN);
    assertThat(request.getHeaders().get("X-Team")).isEqualTo("q");
    assertThat(request.getHeaders().get("User-Agent")).startsWith("qahan-sapi/");
    assertThat(request.getHeaders().get("Accept"))
        .isEqualTo("application/vnd.dwave.sapi.problems+json; version=3.0.0");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("Content-Encoding")).isEqualTo("deflate");
    assertThat(request.getHeaders().get("Content-Length")).isNotNull();
    assertThat(request.getBody().hex()).startsWith("789c");
    assertThat(FakeSapi.body(request))
        .isEqualTo(
            FakeSapi.MAPPER.readTree(
                """
                [{"solver": {"name": "QPU_A", "version": {"graph_id": "01abcd"}},
                  "data": {"format": "qp", "lin": "AAAAAAAA8D8AAAAAAADgvwAAAAAAAPh/AAAAAAAAAAA=",
                           "quad": "AAAAAAAAAAAAAAAAAADwvw==", "offset": 0.25},
                  "type": "ising", "params": {"num_reads": 10}, "label": "a"}]
                """));
  }

  @Test
  void shouldSendReferencesForWhatWasUploaded() throws Exception {
    Job job =
        Job.uploaded(new SolverIdentity("hybrid_bqm", Map.of()), "data-id-1", 3, "hybrid job");

    assertThat(FakeSapi.MAPPER.readTree(job.json()))
        .isEqualTo(
            FakeSapi.MAPPER
                .readTree(
                    """
                [{"solver": {"name": "hybrid_bqm"}, "data": {"format": "ref", "data": "data-id-1"},
                  "type": "bqm", "params": {"time_limit": 3}, "label": "hybrid job"}]
                """)
                .get(0));
  }

  @Test
  void shouldNotCompressWhenToldSo() throws Exception {
    sapi.on(POST, problems(completed("1", "a")));

    answer(client("compress_qpu_problem_data", "false").submit(job("a")));

    assertThat(sapi.requests(POST).get(0).getHeaders().get("Content-Encoding")).isNull();
    assertThat(FakeSapi.body(sapi.requests(POST).get(0)).get(0).path("label").asText())
        .isEqualTo("a");
  }

  @Test
  void shouldBatchUpToTwentyProblems() throws Exception {
    sapi.on(POST, request -> accept(request, "COMPLETED"));
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      jobs.add(job("job" + i));
    }

    for (SubmittedProblem problem : client().submitAll(jobs)) {
      assertThat(answer(problem).status().label()).contains(problem.label());
    }

    assertThat(sapi.requests(POST).stream().map(r -> FakeSapi.body(r).size()))
        .containsExactlyInAnyOrder(20, 20, 5);
  }

  @Test
  void shouldSplitBatchesThatAreTooLong() throws Exception {
    sapi.on(POST, request -> accept(request, "COMPLETED"));
    ObjectNode large =
        JsonNodeFactory.instance.objectNode().put("format", "qp").put("lin", "A".repeat(2 << 20));
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      jobs.add(new Job(QPU_A, "ising", large, JsonNodeFactory.instance.objectNode(), "job" + i));
    }

    for (SubmittedProblem problem : client().submitAll(jobs)) {
      answer(problem);
    }

    assertThat(sapi.requests(POST).stream().map(r -> FakeSapi.body(r).size()))
        .containsExactlyInAnyOrder(2, 2, 1);
  }

  @Test
  void shouldTellProblemsOfABatchApart() throws Exception {
    sapi.on(
        POST,
        problems(
            completed("1", "a"),
            "{\"error_code\": 400, \"error_msg\": \"Missing parameter 'num_reads' in problem JSON\"}",
            "{\"error_code\": 400, \"error_msg\": \"the solver is offline\"}",
            "{\"error_code\": 404, \"error_msg\": \"Solver does not exist or apitoken does not have access\"}"));

    List<SubmittedProblem> problems =
        client().submitAll(List.of(job("a"), job("b"), job("c"), job("d")));

    assertThat(answer(problems.get(0)).status().id()).isEqualTo("1");
    assertThat(failure(problems.get(1).answer()))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("[submission of b]")
        .hasMessageContaining("num_reads");
    assertThat(failure(problems.get(2).answer())).isInstanceOf(SolverOfflineException.class);
    assertThat(failure(problems.get(3).id())).isInstanceOf(RejectedRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"dropped", "cut", "truncated", "500", "502", "503", "silence", "wrong size"})
  void shouldLookUpALostSubmissionAndNotSendItTwice(String fault) throws Exception {
    sapi.on(POST, fault(fault))
        .on(POLL, problems(status("9", "PENDING", "other"), completed("1", "a")));

    SubmittedProblem problem = client("request_timeout", "0.5").submit(job("a"));

    assertThat(answer(problem).status().id()).isEqualTo("1");
    assertThat(sapi.requests(POST)).hasSize(1);
    RecordedRequest lookUp = sapi.requests(POLL).get(0);
    assertThat(lookUp.getUrl().queryParameter("label")).isEqualTo("a");
  }

  private static MockResponse fault(String name) {
    return switch (name) {
      case "dropped" -> FakeSapi.dropped();
      case "cut" -> FakeSapi.cutInTheMiddle();
      case "truncated" -> FakeSapi.truncated();
      case "silence" -> FakeSapi.silence();
      case "wrong size" -> problems();
      default -> error(Integer.parseInt(name), "unwell");
    };
  }

  @Test
  void shouldSubmitAgainOnlyAfterTwoLooksFoundNothing() throws Exception {
    sapi.on(POST, FakeSapi.dropped(), problems(completed("1", "a"))).on(POLL, problems());

    assertThat(answer(client().submit(job("a"))).status().id()).isEqualTo("1");

    assertThat(sapi.trace()).containsExactly(POST, POLL, POLL, POST);
  }

  @Test
  void shouldNotKnowTheOutcomeWhenItCannotBeLookedUp() throws Exception {
    sapi.on(POST, FakeSapi.dropped()).on(POLL, error(500, "unwell"));

    SubmittedProblem problem = client("http_retry_total", "2").submit(job("a"));

    assertThat(failure(problem.answer()))
        .isInstanceOfSatisfying(
            UnknownOutcomeException.class, e -> assertThat(e.label()).isEqualTo("a"))
        .hasMessageContaining("[a]");
    assertThat(problem.id()).isCompletedExceptionally();
    assertThat(sapi.requests(POST)).hasSize(1);
  }

  @Test
  void shouldGiveUpAfterSomeSubmissions() throws Exception {
    sapi.on(POST, error(500, "unwell")).on(POLL, problems());

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(TransientSapiException.class)
        .hasMessageContaining("unwell");
    assertThat(sapi.requests(POST)).hasSize(4);
  }

  @Test
  void shouldSubmitAgainAfterItWasTurnedAway() throws Exception {
    sapi.on(POST, error(429, "too many"), problems(completed("1", "a"))).on(POLL, problems());

    answer(client().submit(job("a")));

    assertThat(sapi.trace()).containsExactly(POST, POLL, POST);
  }

  @Test
  void shouldWaitAsLongAsTheServerSays() throws Exception {
    MockResponse wait = error(429, "wait").newBuilder().addHeader("Retry-After", "1").build();
    sapi.on(POST, wait, problems(completed("1", "a"))).on(POLL, problems());
    long start = System.nanoTime();

    answer(client("http_retry_backoff_max", "5").submit(job("a")));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void shouldLeaveALongWaitToTheCaller() throws Exception {
    sapi.on(POST, error(429, "too many").newBuilder().addHeader("Retry-After", "3600").build());

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOfSatisfying(
            TransientSapiException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofHours(1)));
  }

  @Test
  void shouldRepeatASubmissionThatNeverLeft() throws Exception {
    SapiClient client = client("http_retry_total", "2");
    sapi.close();

    assertThat(failure(client.submit(job("a")).answer()))
        .isInstanceOfSatisfying(
            TransientSapiException.class, e -> assertThat(e.refused()).isTrue());
  }

  @Test
  void shouldKeepPollingThroughFaults() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(
            POLL,
            error(500, "unwell"),
            error(503, "unwell"),
            error(429, "too many"),
            FakeSapi.truncated(),
            FakeSapi.cutInTheMiddle(),
            FakeSapi.dropped(),
            problems(),
            problems(status("1", "COMPLETED", "a")))
        .on("GET problems/1/", error(502, "unwell"), json("problem", completed("1", "a")));

    assertThat(answer(client().submit(job("a"))).samples().rows()).isEqualTo(2);
    assertThat(sapi.requests(POST)).hasSize(1);
  }

  @Test
  void shouldGiveUpPollingAServerThatStaysUnwell() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a"))).on(POLL, error(500, "unwell"));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("[1]")
        .hasMessageContaining("[a]");
    assertThat(sapi.requests(POLL)).hasSize(StatusPoller.MOST_FAILURES);
  }

  @Test
  void shouldFallBackToPausesWhenLongPollsAreRefused() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(
            POLL,
            error(400, "unknown parameter timeout"),
            problems(status("1", "PENDING", "a")),
            problems(completed("1", "a")));

    answer(client().submit(job("a")));

    assertThat(sapi.requests(POLL).stream().map(r -> r.getUrl().queryParameter("timeout")))
        .containsExactly("1", null, null);
  }

  @Test
  void shouldPollWithPausesWhenToldSo() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "PENDING", "a")), problems(completed("1", "a")));

    answer(client("poll_strategy", "backoff").submit(job("a")));

    assertThat(sapi.requests(POLL))
        .hasSize(2)
        .allMatch(request -> request.getUrl().queryParameter("timeout") == null);
  }

  @Test
  void shouldFindTheOneProblemThatIsGoneAndSaveTheOthers() throws Exception {
    sapi.on(POST, request -> accept(request, "PENDING"))
        .on(
            POLL,
            request -> {
              List<String> ids = List.of(request.getUrl().queryParameter("id").split(",", -1));
              return ids.contains("c")
                  ? error(404, "no such problem")
                  : problems(ids.stream().map(id -> completed(id, id)).toArray(String[]::new));
            });

    List<SubmittedProblem> problems =
        client().submitAll(List.of(job("a"), job("b"), job("c"), job("d"), job("e")));

    for (SubmittedProblem problem : problems) {
      if (problem.label().equals("c")) {
        assertThat(failure(problem.answer())).isInstanceOf(RejectedRequestException.class);
      } else {
        assertThat(answer(problem).status().id()).isEqualTo(problem.label());
      }
    }
  }

  @Test
  void shouldGiveUpAtThePollingTimeout() {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "PENDING", "a")));

    assertThat(
            failure(
                client("polling_timeout", "0.3", "poll_pause", "0.05").submit(job("a")).answer()))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("polling_timeout");
  }

  @Test
  void shouldPassOnFailures() {
    String failed =
        status("1", "FAILED", "a")
            .replace("}}", "}")
            .replaceFirst("\\{", "{\"error_message\": \"chip is warm\", ");
    sapi.on(POST, problems(status("1", "PENDING", "a"))).on(POLL, problems(failed));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("chip is warm");
  }

  @Test
  void shouldFailAtOnceAtAStatusThatIsUnknownAndSaveTheOthers() throws Exception {
    sapi.on(POST, problems(status("1", "PENDING", "a"), status("2", "PENDING", "b")))
        .on(POLL, problems(status("1", "LAUNDERED", "a"), completed("2", "b")));
    SapiClient client = client();

    List<SubmittedProblem> problems = client.submitAll(List.of(job("a"), job("b")));

    assertThat(failure(problems.get(0).answer()))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("[1] labelled [a] has the status [LAUNDERED]");
    assertThat(problems.get(1).answer().get(30, TimeUnit.SECONDS).samples().rows()).isEqualTo(2);
    assertThat(sapi.requests(POLL))
        .filteredOn(poll -> poll.getUrl().queryParameter("id").contains("1"))
        .as("asked after the first problem")
        .hasSize(1);
    assertThat(sapi.requests(POST)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "active_variables | AAAAAAEAAAAFAAAA | [5], which is not from 0 to 4",
        "active_variables | AAAAAAEAAAD///// | [-1], which is not from 0 to 4",
        "active_variables | AAAAAAEAAAABAAAA | [1] twice",
        "num_occurrences | BwAAAP////8= | [-1.0], which is no number of reads",
        "num_occurrences | BwAAAAAAAAA= | [0.0], which is no number of reads",
        "energies | AAAAAAAA+H8AAAAAAAD4vw== | [NaN]",
        "solutions | oA== | [1] bytes"
      })
  void shouldNameTheProblemWhoseAnswerIsImpossible(String field, String value, String said) {
    String answer =
        FakeSapi.ANSWER.replaceFirst(
            "\"" + field + "\": \"[^\"]*\"", "\"" + field + "\": \"" + value + "\"");
    assertThat(answer).isNotEqualTo(FakeSapi.ANSWER);
    sapi.on(POST, problems(completed("1", "a").replace(FakeSapi.ANSWER, answer)));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(TransientSapiException.class)
        .hasMessageContaining("[1] labelled [a]")
        .hasMessageContaining("[" + field + "]")
        .hasMessageContaining(said);
  }

  @Test
  void shouldNotFollowRedirectsForEver() {
    sapi.on(
        POLL,
        new MockResponse.Builder().code(307).addHeader("Location", "/sapi/problems/?x").build());

    assertThat(failure(client().find("a")))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("redirected again and again");
    assertThat(sapi.requests(POLL)).hasSizeLessThan(30); // one try
  }

  /** Answers that do not come through, each with a word of what is wrong. */
  static List<Arguments> garbled() {
    return List.of(
        Arguments.of(
            problems(status("1", "PENDING", "a"))
                .newBuilder()
                .addHeader("Content-Encoding", "gzip")
                .build(),
            "ID1ID2"),
        Arguments.of(FakeSapi.truncated(), "cut short"),
        Arguments.of(FakeSapi.cutInTheMiddle(), "unexpected end of stream"),
        Arguments.of(FakeSapi.json("problems", "<html>"), "not JSON from its byte [0]"));
  }

  @ParameterizedTest
  @MethodSource("garbled")
  void shouldSayWhatIsWrongWhileItStillTries(MockResponse answer, String said) {
    sapi.on(POLL, answer);
    SapiClient client = client("http_retry_backoff_factor", "100", "http_retry_backoff_max", "100");

    assertThat(client.trouble()).isEmpty();
    CompletableFuture<?> unanswered = client.find("a");
    await().until(() -> client.trouble().isPresent());

    assertThat(unanswered).isNotDone();
    assertThat(client.trouble().orElseThrow().getMessage()).contains(said);
  }

  @Test
  void shouldPassOnCancellations() {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "CANCELLED", "a")));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(CancellationException.class);
    assertThat(sapi.trace()).doesNotContain("DELETE problems/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"format\": \"binary-ref\"}",
        "{\"format\": \"qp\"}",
        "{\"format\": \"qp\", \"active_variables\": \"!\", \"energies\": \"\", \"solutions\": \"\"}",
        "{\"format\": \"bq\", \"data\": {}}"
      })
  void shouldFailWhenAnAnswerCannotBeRead(String answer) {
    String status = status("1", "COMPLETED", "a");
    sapi.on(
        POST, problems(status.substring(0, status.length() - 1) + ", \"answer\": " + answer + "}"));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOfAny(TransientSapiException.class, PermanentSapiException.class)
        .hasMessageContaining("[1]");
  }

  @Test
  void shouldCancelAtSapiWhenTheAnswerIsCancelled() {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "PENDING", "a")))
        .on("DELETE problems/", problems(status("1", "CANCELLED", "a")));
    SubmittedProblem problem = client("poll_pause", "0.05").submit(job("a"));
    problem.id().join();

    problem.answer().cancel(true);

    await().until(() -> sapi.requests("DELETE problems/").size() == 1);
    assertThat(FakeSapi.body(sapi.requests("DELETE problems/").get(0))).hasToString("[\"1\"]");
  }

  @Test
  void shouldLetACancellationReachSapiWhenClosedAtOnce() {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "PENDING", "a")))
        .on("DELETE problems/", problems(status("1", "CANCELLED", "a")));
    SapiClient client = client("poll_pause", "0.05");
    SubmittedProblem problem = client.submit(job("a"));
    problem.id().join();

    problem.answer().cancel(true);
    client.close();

    assertThat(sapi.requests("DELETE problems/")).hasSize(1);
  }

  @Test
  void shouldCancelWhatIsStillBeingSubmittedWhenClosed() throws Exception {
    CountDownLatch submitted = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    sapi.on(
            POST,
            request -> {
              submitted.countDown();
              FakeSapi.reached(gate);
              return problems(status("1", "PENDING", "a"));
            })
        .on("DELETE problems/", problems(status("1", "CANCELLED", "a")));
    SapiClient client = client();
    SubmittedProblem problem = client.submit(job("a"));
    FakeSapi.reached(submitted);

    problem.answer().cancel(true);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);
    gate.countDown();
    closed.get(30, TimeUnit.SECONDS);

    assertThat(sapi.requests("DELETE problems/")).hasSize(1);
  }

  @Test
  void shouldNotWaitForLongWhenClosedIfACancellationGetsNoAnswer() {
    sapi.on(POST, problems(status("1", "PENDING", "a")))
        .on(POLL, problems(status("1", "PENDING", "a")))
        .on("DELETE problems/", FakeSapi.silence());
    SapiClient client = client("poll_pause", "0.05");
    SubmittedProblem problem = client.submit(job("a"));
    problem.id().join();
    problem.answer().cancel(true);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);

    assertThat(closed).succeedsWithin(Duration.ofSeconds(30)); // the request alone would take 60
  }

  @Test
  void shouldCancelProblemsByTheirIds() throws Exception {
    sapi.on(
        "DELETE problems/",
        problems(
            status("1", "CANCELLED", "a"),
            "{\"error_code\": 202, \"error_msg\": \"Attempting to cancel problem in progress.\"}",
            "{\"error_code\": 409, \"error_msg\": \"Problem has been finished.\"}"));

    JsonNode items = client().cancel(List.of("1", "2", "3")).get(30, TimeUnit.SECONDS);

    assertThat(items.get(1).path("error_code").asInt()).isEqualTo(202);
    assertThat(items.get(2).path("error_code").asInt()).isEqualTo(409);
  }

  @Test
  void shouldFindAProblemOfAnEarlierLifeInsteadOfPayingTwice() throws Exception {
    sapi.on(POLL, problems(completed("1", "a")));

    assertThat(answer(client().findOrSubmit(job("a"))).samples().energy(0)).isEqualTo(-3.25);
    assertThat(sapi.trace()).containsExactly(POLL);
  }

  @Test
  void shouldSubmitWhatIsNotThereYet() throws Exception {
    sapi.on(POLL, problems()).on(POST, problems(completed("1", "a")));

    answer(client().findOrSubmit(job("a")));

    assertThat(sapi.trace()).containsExactly(POLL, POST);
  }

  @Test
  void shouldFollowOneProblemForTwo() throws Exception {
    sapi.on(POLL, problems(status("1", "PENDING", "a")), problems(completed("1", "a")));
    SapiClient client = client();
    ProblemStatus known = client.find("a").get(30, TimeUnit.SECONDS).orElseThrow();

    SubmittedProblem one = client.follow(known);
    SubmittedProblem other = client.follow(known);

    assertThat(answer(one).samples().energy(0)).isEqualTo(-3.5);
    assertThat(answer(other).status().id()).isEqualTo("1");
  }

  @Test
  void shouldCompleteEverythingWhenClosed() {
    sapi.on(POST, problems(status("1", "PENDING", "a")), FakeSapi.silence())
        .on(POLL, FakeSapi.silence());
    SapiClient client = client();
    SubmittedProblem polled = client.submit(job("a"));
    polled.id().join();
    SubmittedProblem sending = client.submit(job("b"));

    client.close();

    assertThat(failure(polled.answer())).isInstanceOf(UnknownOutcomeException.class);
    assertThat(failure(sending.answer())).isInstanceOf(UnknownOutcomeException.class);
    assertThat(sending.id()).isDone();
    assertThat(failure(client.submit(job("c")).answer()))
        .isInstanceOf(UnknownOutcomeException.class);
    assertThat(failure(client.solver())).isNotNull();
  }

  @Test
  void shouldSayThatTheTokenIsWrongWithoutSayingTheToken() {
    sapi.on(POST, error(401, "Invalid token"));

    assertThat(failure(client().submit(job("a")).answer()))
        .isInstanceOf(SapiAuthenticationException.class)
        .hasMessageContaining("DWAVE_API_TOKEN")
        .message()
        .doesNotContain(FakeSapi.TOKEN);
  }

  @Test
  void shouldKeepManyProblemsInFlightOnFewThreads() throws Exception {
    sapi.on(POST, request -> accept(request, "PENDING"))
        .on(
            POLL,
            request -> {
              String[] ids = request.getUrl().queryParameter("id").split(",", -1);
              return problems(
                  Arrays.stream(ids).map(id -> status(id, "COMPLETED", id)).toArray(String[]::new));
            });
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sapi.on("GET problems/p" + i + "/", json("problem", completed("p" + i, "p" + i)));
      jobs.add(job("p" + i));
    }
    SapiClient client = client();

    List<SubmittedProblem> problems = client.submitAll(jobs);
    for (SubmittedProblem problem : problems) {
      answer(problem);
      assertThat(ourThreads()).hasSizeBetween(1, 19);
    }
  }

  private static List<String> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("sapi-")
                    || (name.startsWith("OkHttp") && !name.contains("MockWebServer")))
        .toList();
  }
}
