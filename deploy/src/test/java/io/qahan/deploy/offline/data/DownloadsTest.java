package io.qahan.deploy.offline.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path directory;
  private final MockWebServer server = new MockWebServer();
  private final OkHttpClient client = new OkHttpClient.Builder().build();
  private final List<String> heard = new ArrayList<>();
  private final Downloads downloads =
      new Downloads(
          client,
          new DownloadListener() {
            @Override
            public void present(RemoteFile file) {
              heard.add("present");
            }

            @Override
            public void finished(RemoteFile file) {
              heard.add("finished");
            }
          });

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  private RemoteFile file(String... paths) throws Exception {
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    return new RemoteFile(
        "data.bin",
        Arrays.stream(paths).map(path -> server.url(path).toString()).toList(),
        sha256,
        Optional.empty());
  }

  private static MockResponse.Builder whole() {
    return new MockResponse.Builder().body(new Buffer().write(CONTENT));
  }

  private static MockResponse from(int offset) {
    return new MockResponse.Builder()
        .code(206)
        .addHeader(
            "Content-Range", "bytes %d-%d/%d".formatted(offset, CONTENT.length - 1, CONTENT.length))
        .body(new Buffer().write(CONTENT, offset, CONTENT.length - offset))
        .build();
  }

  /** Breaks the first answer off in its middle, then serves what is asked for. */
  private static final class CutOnce extends Dispatcher {
    private boolean cut;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (!cut) {
        cut = true;
        return whole().onResponseBody(SocketEffect.ShutdownConnection.INSTANCE).build();
      }
      String range = request.getHeaders().get("Range");
      return range == null
          ? new MockResponse.Builder().code(400).build()
          : from(Integer.parseInt(range.replaceAll("\\D", "")));
    }
  }

  @Test
  void shouldFetchAFileAndKnowItTheNextTime() throws Exception {
    server.enqueue(whole().build());

    Path fetched = downloads.fetch(file("/a"), directory);
    downloads.fetch(file("/a"), directory);

    assertThat(fetched).hasBinaryContent(CONTENT);
    assertThat(heard).containsExactly("finished", "present");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void shouldAskForTheRestOnlyWhenTheConnectionWasCut() throws Exception {
    server.setDispatcher(new CutOnce());

    Path fetched = downloads.fetch(file("/a"), directory);

    assertThat(fetched).hasBinaryContent(CONTENT);
    assertThat(directory.resolve("data.bin.part")).doesNotExist();
    assertThat(server.takeRequest().getHeaders().get("Range")).isNull();
    assertThat(server.takeRequest().getHeaders().get("Range")).matches("bytes=[1-9]\\d*-");
  }

  @Test
  void shouldBeginAgainWhenTheServerCannotResume() throws Exception {
    Files.write(directory.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 1000));
    server.enqueue(whole().build());

    assertThat(downloads.fetch(file("/a"), directory)).hasBinaryContent(CONTENT);
    assertThat(server.takeRequest().getHeaders().get("Range")).isEqualTo("bytes=1000-");
  }

  @Test
  void shouldTakeAFileThatWasCompleteButNotYetNamed() throws Exception {
    Files.write(directory.resolve("data.bin.part"), CONTENT);
    server.enqueue(new MockResponse.Builder().code(416).build());

    assertThat(downloads.fetch(file("/a"), directory)).hasBinaryContent(CONTENT);
  }

  @Test
  void shouldThrowAwayWhatHasAWrongSumAndTryAgain() throws Exception {
    server.enqueue(new MockResponse.Builder().body("not the file").build());
    server.enqueue(whole().build());

    assertThat(downloads.fetch(file("/a"), directory)).hasBinaryContent(CONTENT);
    server.takeRequest();
    assertThat(server.takeRequest().getHeaders().get("Range")).isNull();
  }

  @Test
  void shouldGoToTheNextHomeWhenOneDoesNotHaveIt() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.enqueue(new MockResponse.Builder().code(404).build());
    }
    server.enqueue(whole().build());

    assertThat(downloads.fetch(file("/gone", "/here"), directory)).hasBinaryContent(CONTENT);
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void shouldSayWhatEachHomeAnsweredWhenNoneGivesIt() throws Exception {
    server.enqueue(new MockResponse.Builder().code(404).build());
    server.enqueue(new MockResponse.Builder().code(503).build());
    server.enqueue(new MockResponse.Builder().body("wrong").build());

    assertThatThrownBy(() -> downloads.fetch(file("/a"), directory))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("[data.bin]")
        .hasMessageContaining("--from")
        .hasMessageContaining("answered 404")
        .hasMessageContaining("answered 503")
        .hasMessageContaining("SHA-256");
    assertThat(directory).isEmptyDirectory();
  }
}
