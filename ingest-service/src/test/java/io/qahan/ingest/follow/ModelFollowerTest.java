package io.qahan.ingest.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.conv.FeatureShape;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.StoredModel;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.ingest.release.SkyReleases;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Which release serves, while files come from a server that is not always good. */
class ModelFollowerTest {
  @TempDir Path directory;
  private final MockWebServer server = new MockWebServer();
  private final Codecs codecs = Codecs.singleObject(new TopicNames("t."));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ModelFollower.class);
  private SkyReleases first;
  private SkyReleases second;
  private ServingModels models;
  private ModelFollower follower;

  @BeforeEach
  void start() throws IOException {
    server.start();
    log.start();
    logger.addAppender(log);
    first = SkyReleases.of(1, directory);
    second = SkyReleases.of(2, directory);
    models = new ServingModels(served(first.model(), 0, new LiveHead(first.model().firstHead())));
    follower =
        new ModelFollower(
            SkyReleases.NAME,
            codecs.of(Topics.MODELS),
            new ReleasedFiles(directory.resolve("cache"), Duration.ofMillis(400)),
            models,
            ModelFollowerTest::served,
            ModelFollowerTest::served,
            new IngestMeters(registry, Clock.systemUTC(), () -> 0, models),
            Duration.ofMillis(200));
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
    follower.close();
    server.close();
  }

  private static ServedModel served(StoredModel model, long release, LiveHead head) {
    FeatureShape shape = model.features().shape();
    return new ServedModel(
        release,
        new ImageModel(
            model.version(),
            new ImageDecoder(shape.input(), ImageLimits.DEFAULT),
            shape,
            model.features().version(),
            images -> new float[images.size()][shape.features()],
            model.attention(),
            model.classes()),
        head,
        () -> {});
  }

  private void follow(ModelRelease release) {
    follower.accept(
        new ConsumerRecord<>(
            "t.models.v1",
            0,
            release.getRelease(),
            SkyReleases.NAME.getBytes(StandardCharsets.UTF_8),
            codecs.of(Topics.MODELS).encode(release)));
  }

  private static MockResponse.Builder body(byte[] bytes) {
    Buffer buffer = new Buffer();
    buffer.write(bytes);
    return new MockResponse.Builder().body(buffer);
  }

  private String url() {
    return server.url("/sky.qahan").toString();
  }

  private void awaitRelease(long release) {
    await().atMost(Duration.ofSeconds(20)).until(() -> models.current().release() == release);
  }

  private void awaitFault(String text) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(follower.fault())
                    .hasValueSatisfying(fault -> assertThat(fault).contains(text)));
    assertThat(models.current().version()).as("goes on").isEqualTo(first.model().version());
    assertThat(models.current().enter()).as("computes").isTrue();
    models.current().leave();
  }

  private List<String> warnings() {
    return log.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void shouldServeAFileFromAServer() throws Exception {
    follower.start();
    server.enqueue(body(second.bytes()).build());
    follow(second.at(url(), 1));
    awaitRelease(1);
    assertThat(models.current().version()).isEqualTo(second.model().version());
    assertThat(follower.fault()).isEmpty();
  }

  @Test
  void shouldGoOnAndTryAgainWhileAFileIsNotThere() throws Exception {
    follower.start();
    server.enqueue(new MockResponse.Builder().code(404).build());
    server.enqueue(body(second.bytes()).onResponseBody(new SocketEffect.CloseSocket()).build());
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    follow(second.at(url(), 1));
    awaitFault("HTTP status 404");
    await().atMost(Duration.ofSeconds(20)).until(() -> server.getRequestCount() >= 3);
    assertThat(models.current().version()).isEqualTo(first.model().version());
    server.enqueue(body(second.bytes()).build());
    awaitRelease(1);
    assertThat(registry.find(Metric.MODELS_REFUSED.meter()).counter()).isNull();
  }

  @Test
  void shouldGoOnAndNotTryAgainWhatIsAnotherFile() throws Exception {
    follower.start();
    byte[] other = second.bytes().clone();
    other[other.length / 2] ^= 1;
    server.enqueue(body(other).build());
    follow(second.at(url(), 1));
    awaitFault("changed since it was pushed");
    assertThat(Metric.MODELS_REFUSED.counter(registry, "malformed").count()).isEqualTo(1);
    follow(second.inRecord(2)); // looks at all that there is again
    awaitRelease(2);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWhenItIsSentToAFileOfThisHost() throws Exception {
    follower.start();
    for (int i = 0; i < 50; i++) {
      server.enqueue(
          new MockResponse.Builder().code(302).setHeader("Location", "file:///etc/hosts").build());
    }
    follow(second.at(url(), 1));
    awaitFault("HTTP status 302");
  }

  @Test
  void shouldSayThatTheFileOfTheSettingsIsOverruledNamingBothVersions() throws Exception {
    follow(second.inRecord(1));
    follower.start();
    assertThat(models.current().release()).isEqualTo(1);
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("[model.file]", "overruled", "release 1")
        .contains("version " + first.model().version().substring(0, 8))
        .contains("version " + second.model().version().substring(0, 8));
    log.list.clear();
    follow(first.inRecord(2));
    awaitRelease(2);
    assertThat(warnings()).as("one release after the other is no news").isEmpty();
  }

  @Test
  void shouldNotWarnWhereTheReleaseIsTheFileOfTheSettings() throws Exception {
    follow(first.inRecord(1));
    follower.start();
    assertThat(models.current().release()).isEqualTo(1);
    assertThat(warnings()).isEmpty();
  }

  @Test
  void shouldNotStartWhereNoReleaseCanServe() {
    server.enqueue(new MockResponse.Builder().code(404).build());
    follow(second.at(url(), 1));
    assertThatThrownBy(follower::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("HTTP status 404");
  }
}
