package io.qahan.ingest.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.ingest.board.TrainedStates;
import io.qahan.ingest.door.ServedRoutes;
import io.qahan.ingest.events.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PageRoutesTest {
  private static final PageOptions OPTIONS = new PageOptions(2, 100, Duration.ofSeconds(20));

  @Test
  void shouldServeThePageWithNothingFromElsewhere() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS)) {
      ServedRoutes.Answer page = http.get("/");

      assertThat(page.status()).isEqualTo(200);
      assertThat(page.headers().get("Content-Type")).startsWith("text/html");
      assertThat(page.headers().get("Content-Security-Policy"))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(http.get("/page.js").headers().get("Content-Type")).contains("javascript");
      assertThat(http.get("/page.css").headers().get("Content-Type")).startsWith("text/css");
      assertThat(http.get("/none.js").status()).isEqualTo(404);
      assertThat(http.get("/../LivePage.class").status()).isNotEqualTo(200);
    }
  }

  @Test
  void shouldTellANewcomerHowThingsAreAndThenWhatChanges() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader events = http.events()) {
      assertThat(events.response.header("Content-Type")).startsWith("text/event-stream");
      JsonNode setup = events.await("setup", json -> true);
      assertThat(setup.get("input").toString())
          .isEqualTo("{\"channels\":1,\"height\":8,\"width\":8}");
      assertThat(setup.get("admin").asBoolean()).isFalse();
      assertThat(setup.get("trained").asBoolean()).isFalse();
      assertThat(setup.get("classNames").toString()).isEqualTo("[\"0\",\"1\",\"2\"]");
      assertThat(setup.get("made").isNull()).isTrue();
      assertThat(setup.get("grid").toString())
          .isEqualTo(
              "{\"rows\":4,\"columns\":4,\"kept\":3,\"layout\":\"square\",\"objective\":\"salient\","
                  + "\"output\":\"masked\",\"inputs\":16}");
      events.await("numbers", json -> json.get("answered").asLong() == 0);
      await().until(() -> http.imageReaders.get() == 1);
      http.stream("a", 2, 2);
      http.stream("b", 2, 1);

      JsonNode numbers =
          events.await("numbers", json -> json.get("score").get("scored").asLong() == 2);
      assertThat(numbers.get("score").get("recent").asDouble()).isEqualTo(0.5);
      assertThat(numbers.get("answered").asLong()).isEqualTo(2);
      JsonNode details =
          events.await(
              "details",
              json -> json.get("solvers").size() == 1 && json.get("warnings").size() == 1);
      assertThat(details.get("warnings").get(0).asText()).contains("qahan trainer");
      assertThat(details.get("solvers").get(0).get("solver").asText()).isEqualTo("exact");
      assertThat(details.get("solvers").get(0).get("p99").asDouble()).isEqualTo(2);
      assertThat(details.get("chain").get("known").asBoolean()).isFalse();
    }
  }

  @Test
  void shouldWarnWhenTheLeastRecallFalls() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader events = http.events()) {
      for (int i = 0; i < 25; i++) {
        http.stream("good " + i, 2, 2);
      }
      JsonNode known =
          events.await("details", json -> json.get("classes").get("images").asInt() == 25);
      assertThat(known.get("classes").get("rows").get(0).get("recall").asDouble()).isEqualTo(1);
      assertThat(known.get("classes").get("matrix").toString())
          .isEqualTo("[[0,0,0],[0,0,0],[0,0,25]]");
      for (int i = 0; i < 25; i++) {
        http.stream("bad " + i, 0, 2);
      }
      JsonNode fallen =
          events.await("details", json -> json.get("classes").get("images").asInt() == 50);
      assertThat(fallen.get("warnings").toString())
          .contains("Class [2] is answered rightly in 50.0 % of its images only");
      assertThat(fallen.get("classes").get("rows").get(0).get("taken").asInt()).isZero();
      assertThat(fallen.get("classes").get("matrix").toString())
          .isEqualTo("[[0,0,0],[0,0,0],[25,0,25]]");
    }
  }

  @Test
  void shouldTellWhatTheTrainersStateSaysOfDrift() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader events = http.events()) {
      JsonNode before = events.await("details", json -> true);
      assertThat(before.get("drift").isNull()).isTrue();
      http.board.drift().accept(TrainedStates.alarmed(1_200, 150));

      JsonNode drift = events.await("details", json -> !json.get("drift").isNull()).get("drift");
      assertThat(drift.get("detector").asText()).isEqualTo("adwin");
      assertThat(drift.get("alarm").asLong()).isEqualTo(1_200);
      assertThat(drift.get("answer").asText()).isEqualTo("BOOST");
      assertThat(drift.get("boostLeft").asInt()).isEqualTo(150);
      assertThat(drift.get("recovering").asBoolean()).isTrue();
    }
  }

  @Test
  void shouldShowImagesWithTheirMasksAndTellTheirLabelsLater() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader events = http.events()) {
      await().until(() -> http.imageReaders.get() == 1);
      http.stream("a", 2, -1);
      JsonNode picture = events.await("picture", json -> true);

      assertThat(picture.get("id").asText()).isEqualTo("a");
      assertThat(picture.get("label").isNull()).isTrue();
      assertThat(picture.get("kept").asInt()).isEqualTo(2);
      assertThat(picture.get("probabilities").get(2).asDouble()).isEqualTo(0.625);
      byte[] pixels = Base64.getDecoder().decode(picture.get("pixels").asText());
      assertThat(pixels).hasSize(64);
      assertThat(pixels[9]).isEqualTo((byte) 200);
      byte[] alpha = Base64.getDecoder().decode(picture.get("overlay").get("alpha").asText());
      assertThat(alpha).hasSize(64).contains((byte) 255);

      http.stream("a", 2, 1);
      assertThat(events.await("verdicts", json -> json.has("a")).get("a").asInt()).isEqualTo(1);
    }
  }

  @Test
  void shouldGiveOneImageWithItsMaskById() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS)) {
      http.predict("a b", 2, "exact", PageFixture.CONV);
      http.predict("old", 2, "exact", "another-conv-stack");

      JsonNode json = http.get("/live/images/a%20b").json();
      assertThat(json.get("predicted").asInt()).isEqualTo(2);
      assertThat(json.get("pixels").isNull()).isTrue(); // nobody watches: images are not read
      assertThat(json.get("overlay").get("peak").asDouble())
          .isGreaterThan(0)
          .isLessThanOrEqualTo(1);
      assertThat(http.get("/live/images/old").json().get("overlay").isNull()).isTrue();
      assertThat(http.get("/live/images/none").status()).isEqualTo(404);
      assertThat(http.get("/live/images/none").json().get("advice").asText()).isNotBlank();
    }
  }

  @Test
  void shouldSayWhatIsMostWorthALabelAndShowItOnceSomebodyHasAsked() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS)) {
      http.stream("before", 2, -1);
      assertThat(http.get("/label-queue").json().at("/candidates/0/image").isNull()).isTrue();
      await().until(() -> http.imageReaders.get() == 1);
      http.stream("a b", 2, -1);

      JsonNode queue = http.get("/label-queue?n=1").json();
      assertThat(queue.get("unlabelled").asInt()).isEqualTo(2);
      assertThat(queue.get("candidates")).hasSize(1);
      JsonNode first = queue.at("/candidates/0");
      assertThat(first.get("id").asText()).isEqualTo("a b");
      assertThat(first.get("className").asText()).isEqualTo("2");
      assertThat(first.get("runnerUpName").asText()).isEqualTo("1");
      assertThat(first.get("margin").asDouble()).isEqualTo(0.375);
      assertThat(first.get("predictedAt").asText()).isEqualTo(PageFixture.START.toString());
      ServedRoutes.Answer image = http.get(first.get("image").asText());
      assertThat(image.status()).isEqualTo(200);
      assertThat(image.headers().get("Content-Type")).isEqualTo("image/png");
      assertThat(http.get("/live/thumbnails/before").status()).isEqualTo(404);

      http.stream("a b", 2, 2);
      assertThat(http.get("/label-queue").json().get("candidates")).hasSize(1);
      for (String n : new String[] {"0", "201", "many"}) {
        assertThat(http.get("/label-queue?n=" + n).status()).isEqualTo(400);
      }
    }
  }

  @Test
  void shouldTellAnOpenPageWhatToLabelOfTheImagesThatItCanShow() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader events = http.events()) {
      await().until(() -> http.imageReaders.get() == 1);
      http.predict("unseen", 2, "exact", PageFixture.CONV);
      http.stream("seen", 2, -1);

      JsonNode queue = events.await("queue", json -> json.get("candidates").size() > 0);
      assertThat(queue.get("candidates")).hasSize(1);
      assertThat(queue.at("/candidates/0/id").asText()).isEqualTo("seen");
    }
  }

  @Test
  void shouldTurnAwayOnePageTooMany() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS);
        EventReader first = http.events();
        EventReader second = http.events()) {
      first.next();
      second.next();
      try (EventReader third = http.events()) {
        EventReader.Frame frame = third.next();
        assertThat(frame.type()).isEqualTo("full");
        assertThat(frame.json().asText()).contains("ingest.live.browsers");
        assertThat(third.atEnd()).isTrue();
      }
    }
  }

  @Test
  void shouldDropABrowserThatNeverReadsWhileOthersGoOn() throws Exception {
    PageOptions hasty = new PageOptions(2, 100, Duration.ofSeconds(1));
    try (PageFixture http = PageFixture.started(hasty);
        Socket deaf = new Socket();
        EventReader reading = http.events()) {
      CompletableFuture<JsonNode> read =
          CompletableFuture.supplyAsync(() -> answered(reading, 1)); // reads all the while
      deaf.setReceiveBufferSize(2_048);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
      deaf.getOutputStream()
          .write(
              "GET /live/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> http.live.browsers() == 2);
      String large = "\"" + "x".repeat(1 << 20) + "\"";
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                http.live.publish(Event.of("large", large)); // until its buffers are full
                return http.live.browsers() < 2;
              });

      http.predict("after", 2, "exact", PageFixture.CONV);
      assertThat(read.get(60, TimeUnit.SECONDS).get("answered").asLong()).isEqualTo(1);
      assertThat(http.live.browsers()).isEqualTo(1);
      assertThat(isClosed(deaf)).isTrue();
    }
  }

  @Test
  void shouldReadImagesOnlyWhileSomebodyWatches() throws Exception {
    try (PageFixture http = PageFixture.started(OPTIONS)) {
      http.get("/");
      assertThat(http.imageReaders).hasValue(0);
      try (EventReader events = http.events()) {
        events.next();
        await().until(() -> http.imageReaders.get() == 1);
      }
      http.live.close();
      assertThat(http.imageReaders).hasValue(0);
    }
  }

  private static JsonNode answered(EventReader events, long count) {
    try {
      return events.await("numbers", json -> json.get("answered").asLong() == count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether what is left to read comes to an end; a cut connection may say so by a reset. */
  private static boolean isClosed(Socket socket) throws IOException {
    socket.setSoTimeout(40_000);
    try {
      while (socket.getInputStream().read(new byte[1 << 16]) >= 0) {
        // on to the end
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
