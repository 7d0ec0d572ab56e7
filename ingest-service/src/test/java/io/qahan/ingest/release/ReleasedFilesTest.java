package io.qahan.ingest.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qahan.ingest.model.MalformedModelException;
import io.qahan.schemas.avro.ModelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model files from a server that is good, away, slow, or not what it should be. */
class ReleasedFilesTest {
  private static final Duration SILENCE = Duration.ofMillis(500);

  @TempDir Path directory;
  private final MockWebServer server = new MockWebServer();
  private SkyReleases sky;
  private ReleasedFiles files;
  private ModelRelease release;

  @BeforeEach
  void start() throws IOException {
    server.start();
    sky = SkyReleases.of(1, directory);
    files = new ReleasedFiles(directory.resolve("cache"), SILENCE);
    release = sky.at(server.url("/sky.qahan").toString(), 1);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static MockResponse.Builder body(byte[] bytes) {
    Buffer buffer = new Buffer();
    buffer.write(bytes);
    return new MockResponse.Builder().body(buffer);
  }

  @Test
  void shouldFetchAFileOnceAndReadItOnce() throws Exception {
    server.enqueue(body(sky.bytes()).build());
    assertThat(files.load(SkyReleases.NAME, release).version()).isEqualTo(sky.model().version());
    assertThat(files.load(SkyReleases.NAME, release))
        .as("its second reader parses nothing")
        .isSameAs(files.load(SkyReleases.NAME, release));
    assertThat(
            new ReleasedFiles(directory.resolve("cache")).load(SkyReleases.NAME, release).version())
        .as("another process finds what was kept")
        .isEqualTo(sky.model().version());
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void shouldReadAFileInTheRecordOnceForBothOfItsReaders() {
    ModelRelease inside = sky.inRecord(1);
    assertThat(files.load(SkyReleases.NAME, inside)).isSameAs(files.load(SkyReleases.NAME, inside));
    assertThatThrownBy(() -> files.load("another", inside))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("model [sky]")
        .hasMessageContaining("[another]");
  }

  @Test
  void shouldReadAnewWhatWasChangedInTheCache() throws Exception {
    var known = files.load(SkyReleases.NAME, sky.inRecord(1));
    Path kept = directory.resolve("cache").resolve(ReleasedFiles.sha256(sky.bytes()) + ".qahan");
    Files.write(kept, Arrays.copyOf(sky.bytes(), 100));
    assertThat(files.load(SkyReleases.NAME, sky.inRecord(1)).version()).isEqualTo(known.version());
    assertThat(kept).hasBinaryContent(sky.bytes());
  }

  @Test
  void shouldTryAgainWhatIsNotThereYet() {
    server.enqueue(new MockResponse.Builder().code(404).build());
    server.enqueue(body(sky.bytes()).build());
    assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("HTTP status 404")
        .hasMessageContaining("Is it there");
    assertThat(files.load(SkyReleases.NAME, release).version()).isEqualTo(sky.model().version());
  }

  @Test
  void shouldRefuseAnotherFileForGood() throws Exception {
    byte[] other = sky.bytes().clone();
    other[other.length / 2] ^= 1;
    server.enqueue(body(other).build());
    assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
        .isInstanceOf(MalformedModelException.class)
        .hasMessageContaining("SHA-256")
        .hasMessageContaining("changed since it was pushed");
    for (int length : new int[] {sky.bytes().length - 1, sky.bytes().length + 1, 0}) {
      server.enqueue(body(Arrays.copyOf(sky.bytes(), length)).build());
      assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
          .isInstanceOf(MalformedModelException.class)
          .hasMessageContaining("the release says %d bytes".formatted(sky.bytes().length));
    }
    assertThat(directory.resolve("cache")).as("nothing is kept").doesNotExist();
  }

  @Test
  void shouldTryAgainWhatIsCutShortOnTheWay() {
    server.enqueue(body(sky.bytes()).onResponseBody(new SocketEffect.CloseSocket()).build());
    assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("cannot be fetched");
    assertThat(directory.resolve("cache")).doesNotExist();
    server.enqueue(body(sky.bytes()).build());
    assertThat(files.load(SkyReleases.NAME, release).version()).isEqualTo(sky.model().version());
  }

  @Test
  void shouldFollowNoRedirectToAFileOfThisHost() throws Exception {
    Path file = directory.resolve("here.qahan");
    Files.write(file, sky.bytes());
    server.enqueue(
        new MockResponse.Builder().code(302).setHeader("Location", file.toUri()).build());
    assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("HTTP status 302");
    server.enqueue(
        new MockResponse.Builder().code(302).setHeader("Location", server.url("/b")).build());
    server.enqueue(body(sky.bytes()).build());
    assertThat(files.load(SkyReleases.NAME, release).version())
        .as("to another place of a server it may")
        .isEqualTo(sky.model().version());
  }

  @Test
  void shouldReadNothingButFiles() throws Exception {
    Path pipe = directory.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no pipes here");
    for (Path other : List.of(pipe, directory, directory.resolve("nothing"))) {
      assertThatThrownBy(() -> files.load(SkyReleases.NAME, sky.at(other.toUri().toString(), 1)))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("there is no file");
    }
  }

  @Test
  void shouldGiveUpAServerThatDoesNotAnswer() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    long began = System.nanoTime();
    assertThatThrownBy(() -> files.load(SkyReleases.NAME, release))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("cannot be fetched");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(SILENCE.dividedBy(2));
  }
}
