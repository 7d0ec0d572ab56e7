package io.qahan.dwave.sapi;

import static io.qahan.dwave.sapi.FakeSapi.json;
import static io.qahan.dwave.sapi.FakeSapi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qahan.dwave.http.PermanentSapiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that SAPI keeps apart, in format binary-ref. */
@Timeout(60)
class BinaryAnswerTest {
  private static final String DATA = "GET problems/7/answer/data/";
  private static final byte[] BYTES = new byte[300_000];

  @TempDir Path directory;
  private final FakeSapi sapi = new FakeSapi();
  private final FakeSapi elsewhere = new FakeSapi();
  private final SapiClient client = sapi.client();

  @AfterEach
  void close() {
    client.close();
    sapi.close();
    elsewhere.close();
  }

  private CompletableFuture<Path> download(FakeSapi host, String authentication) {
    String status = status("7", "COMPLETED", "a");
    String answer =
        """
        , "answer": {"format": "binary-ref", "auth_method": "%s", "url": "%s"}}
        """
            .formatted(authentication, host.endpoint().sapi().resolve("problems/7/answer/data/"));
    sapi.on("GET problems/7/", json("problem", status.substring(0, status.length() - 1) + answer));
    return client.downloadAnswer("7", directory.resolve("answer.nl"));
  }

  private static MockResponse bytes() {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/octet-stream")
        .body(new Buffer().write(BYTES))
        .build();
  }

  @Test
  void shouldStreamItIntoAFileAndBeginAgainWhenTheLineBreaks() throws Exception {
    sapi.on(
        DATA,
        bytes().newBuilder().onResponseBody(SocketEffect.ShutdownConnection.INSTANCE).build(),
        bytes());

    Path file = download(sapi, "sapi-token").get(30, TimeUnit.SECONDS);

    assertThat(file).hasBinaryContent(BYTES);
    assertThat(sapi.requests(DATA)).hasSize(2);
    assertThat(sapi.requests(DATA).get(1).getHeaders().get("X-Auth-Token"))
        .isEqualTo(FakeSapi.TOKEN);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void shouldTellTheTokenToNoOtherHost() throws Exception {
    elsewhere.on(DATA, bytes());

    assertThat(download(elsewhere, "sapi-token").get(30, TimeUnit.SECONDS)).hasBinaryContent(BYTES);
    assertThat(elsewhere.requests(DATA).get(0).getHeaders().get("X-Auth-Token")).isNull();
  }

  @Test
  void shouldRefuseAnAuthenticationItDoesNotKnowAndAnswersThatAreThere() {
    assertThat(failure(download(sapi, "signed-url")))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("[signed-url]");
    sapi.on("GET problems/8/", json("problem", FakeSapi.completed("8", "b")));
    assertThat(failure(client.downloadAnswer("8", directory.resolve("b"))))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("[format]");
    assertThat(sapi.trace()).doesNotContain(DATA);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(30, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }
}
