package io.qahan.dwave.sapi;

import static io.qahan.dwave.sapi.FakeSapi.error;
import static io.qahan.dwave.sapi.FakeSapi.problems;
import static io.qahan.dwave.sapi.FakeSapi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.qahan.dwave.solver.SolverIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The token is for the endpoint only: not for logs, messages, or other hosts. */
@Timeout(60)
class SecrecyTest {
  private static final String LIST = "GET problems/";

  private final FakeSapi sapi = new FakeSapi();
  private final MockWebServer stranger = new MockWebServer();
  private final SapiClient client = sapi.client("headers", "X-Team: s3cre7-h34der");
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Level before;

  @BeforeEach
  void listen() throws Exception {
    stranger.start();
    before = root.getLevel();
    root.setLevel(Level.TRACE);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void close() {
    root.detachAppender(log);
    root.setLevel(before);
    client.close();
    sapi.close();
    stranger.close();
  }

  private Throwable outcomeOf(String label) {
    return catchThrowable(() -> client.find(label).get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldKeepTheTokenFromTheHostThatARedirectLeadsTo() throws Exception {
    stranger.enqueue(problems());
    sapi.on(
        LIST,
        new MockResponse.Builder()
            .code(307)
            .addHeader("Location", stranger.url("/sapi/problems/").toString())
            .build());

    assertThat(outcomeOf("a")).isNull();

    assertThat(sapi.requests(LIST).get(0).getHeaders().get("X-Auth-Token"))
        .isEqualTo(FakeSapi.TOKEN);
    assertThat(stranger.takeRequest().getHeaders().toString())
        .doesNotContain("X-Auth-Token", FakeSapi.TOKEN, "X-Team");
  }

  @Test
  void shouldFollowRedirectsAtHomeWithTheToken() {
    sapi.on(
            LIST,
            new MockResponse.Builder().code(307).addHeader("Location", "/sapi/elsewhere/").build())
        .on("GET elsewhere/", problems(status("1", "PENDING", "a")));

    assertThat(client.find("a").join()).map(ProblemStatus::id).isEqualTo(Optional.of("1"));
    assertThat(sapi.requests("GET elsewhere/").get(0).getHeaders().get("X-Auth-Token"))
        .isEqualTo(FakeSapi.TOKEN);
  }

  @Test
  void shouldNotTakeTheAnswerOfARedirectedSubmission() throws Exception {
    sapi.on(
            "POST problems/",
            new MockResponse.Builder().code(302).addHeader("Location", "/sapi/other/").build())
        .on("GET other/", problems(status("1", "PENDING", "a")));

    Job job = Job.uploaded(new SolverIdentity("A", Map.of()), "data", 3, "a");
    assertThat(catchThrowable(() -> client.submit(job).answer().get(30, TimeUnit.SECONDS)))
        .hasMessageContaining("redirected");
  }

  @Test
  void shouldLogNoTokenWhateverHappens() {
    MockResponse withdrawn =
        problems()
            .newBuilder()
            .addHeader(
                "X-Deprecation",
                "old-thing;context=\"api\";message=\"use, the new one\";sunset=@1800000000, \"bad")
            .build();
    sapi.on(
        LIST,
        error(500, "unwell"),
        FakeSapi.dropped(),
        withdrawn,
        withdrawn,
        error(401, "no such token"),
        FakeSapi.truncated(),
        problems());

    StringWriter messages = new StringWriter();
    for (String label : List.of("a", "b", "c", "d")) {
      Throwable outcome = outcomeOf(label);
      if (outcome != null) {
        outcome.printStackTrace(new PrintWriter(messages));
      }
    }
    sapi.on("POST problems/", FakeSapi.dropped());
    client.submit(Job.uploaded(new SolverIdentity("A", Map.of()), "data", 3, "e"));
    client.close();

    for (ILoggingEvent event : List.copyOf(log.list)) {
      messages.append(event.getFormattedMessage()).append('\n');
      for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
        messages.append(t.getMessage()).append('\n');
      }
    }
    assertThat(messages.toString())
        .contains("no such token", "use, the new one")
        .doesNotContain(FakeSapi.TOKEN, "s3cre7-h34der");
    assertThat(log.list.stream().filter(e -> e.getFormattedMessage().contains("[old-thing]")))
        .hasSize(1);
  }

  /** Every place of an answer whose words come into a message. */
  static List<MockResponse> echoes() {
    String word = FakeSapi.TOKEN + "\\u001b[31m\\u0007";
    String status = status("1", "PENDING", "a");
    return List.of(
        error(401, "Invalid token " + word),
        error(400, word),
        error(500, "https://me:" + FakeSapi.TOKEN + "@host/ " + word),
        new MockResponse.Builder().code(403).body("no " + FakeSapi.TOKEN + " \u001b[31m").build(),
        new MockResponse.Builder()
            .code(200)
            .addHeader("Content-Type", "text/" + FakeSapi.TOKEN)
            .build(),
        FakeSapi.json("problems", FakeSapi.TOKEN),
        FakeSapi.json("problems", "[{\"id\": \"1\", \"status\": " + FakeSapi.TOKEN),
        problems("{\"error_code\": 400, \"error_msg\": \"no " + word + "\"}"),
        problems(status.replace("PENDING", word)),
        problems(
            status
                .replace("PENDING", "FAILED")
                .replaceFirst("\\{", "{\"error_message\": \"" + word + "\", ")),
        problems(
            status
                .replace("PENDING", "COMPLETED")
                .replaceFirst("\\{", "{\"answer\": {\"format\": \"" + word + "\"}, ")),
        new MockResponse.Builder()
            .code(302)
            .addHeader("Location", "/sapi/x?" + FakeSapi.TOKEN)
            .build(),
        problems(status)
            .newBuilder()
            .addHeader("X-Deprecation", "old;message=\"use " + FakeSapi.TOKEN + "\"")
            .status("HTTP/7.1 " + FakeSapi.TOKEN)
            .build());
  }

  @ParameterizedTest(name = "{index}") // for the answers have the token
  @MethodSource("echoes")
  void shouldNotRepeatATokenThatTheServiceEchoes(MockResponse echo) {
    sapi.on("POST problems/", echo)
        .on(LIST, echo)
        .on("GET x", problems())
        .on("GET problems/1/", echo);
    StringWriter messages = new StringWriter();

    Job job = Job.uploaded(new SolverIdentity("A", Map.of()), "data", 3, "a");
    Throwable outcome = catchThrowable(() -> client.submit(job).answer().get(30, TimeUnit.SECONDS));
    assertThat(outcome).isNotNull();
    outcome.printStackTrace(new PrintWriter(messages));
    for (ILoggingEvent event : List.copyOf(log.list)) {
      if (event.getLoggerName().startsWith("io.qahan")) {
        messages.append(event.getFormattedMessage()).append('\n');
      }
    }

    assertThat(messages.toString()).doesNotContain(FakeSapi.TOKEN, "\u001b", "\u0007");
  }
}
