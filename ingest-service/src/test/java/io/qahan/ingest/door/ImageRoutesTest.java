package io.qahan.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRoutesTest {
  private static final String PNG = "image/png";

  private final HttpFixture http = new HttpFixture(true);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void shouldPutTheImageIntoItsTopicAndAnswerWithTheId() throws Exception {
    ServedRoutes.Answer answer = http.post("?id=a%20b&label=2", PNG, HttpFixture.png());

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("id").asText()).isEqualTo("a b");
    assertThat(answer.location()).isEqualTo("/predictions/a%20b");
    ProducerRecord<byte[], byte[]> sent = http.producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("t.images.v1");
    assertThat(sent.key()).asString(StandardCharsets.UTF_8).isEqualTo("a b");
    Image image = http.codecs.of(Topics.IMAGES).decode(sent.value());
    assertThat(image.getEncoding()).isEqualTo(ImageEncoding.PNG);
    assertThat(image.getLabel()).isEqualTo(2);
    assertThat(image.getEventTime()).isEqualTo(http.clock.instant());
  }

  @Test
  void shouldTakeALabelByTheNameOfItsClass() throws Exception {
    http.post("?id=a&label=star", PNG, HttpFixture.png());
    Image image = http.codecs.of(Topics.IMAGES).decode(http.producer.history().get(0).value());
    assertThat(image.getLabel()).isEqualTo(1);
  }

  @Test
  void shouldMakeAnIdWhenNoneIsGiven() throws Exception {
    assertThat(http.post("", PNG, HttpFixture.png()).json().get("id").asText())
        .isEqualTo("made-up");
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/webp", "image/gif", "image/bmp", "application/octet-stream"})
  void shouldSendAsPngWhatRecordsDoNotHave(String type) throws Exception {
    String file =
        switch (type) {
          case "image/gif" -> "gif-plain.gif";
          case "image/bmp" -> "bmp-8.bmp";
          default -> "webp-lossless.webp";
        };
    Path files = Path.of("src/test/resources/io/qahan/ingest/image/pillow");
    try (HttpFixture resizing = new HttpFixture(true, ImageLimits.DEFAULT.with(OtherSize.RESIZE))) {
      ServedRoutes.Answer answer =
          resizing.post("?id=a", type, Files.readAllBytes(files.resolve(file)));

      assertThat(answer.status()).isEqualTo(202);
      Image image =
          resizing.codecs.of(Topics.IMAGES).decode(resizing.producer.history().get(0).value());
      assertThat(image.getEncoding()).isEqualTo(ImageEncoding.PNG);
      assertThat(ImageDecoder.shapeOf(EncodedImage.of(image), ImageLimits.DEFAULT))
          .isEqualTo(HttpFixture.SHAPE);
    }
  }

  @Test
  void shouldTellTheFormatByTheBytesWhenTheTypeDoesNotSay() throws Exception {
    assertThat(http.post("", "application/x-www-form-urlencoded", HttpFixture.png()).status())
        .isEqualTo(202);
    assertThat(http.post("", null, HttpFixture.png()).status()).isEqualTo(202);
  }

  @Test
  void shouldAnswerWithThePredictionWhenAskedToWait() throws Exception {
    CompletableFuture<ServedRoutes.Answer> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return http.post("?id=a&wait=20s", PNG, HttpFixture.png());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    await().until(() -> http.recent.waiting() == 1 && !http.producer.history().isEmpty());
    http.predict("a", false);

    assertThat(answer.join().status()).isEqualTo(200);
    JsonNode json = answer.join().json();
    assertThat(json.get("id").asText()).isEqualTo("a");
    assertThat(json.get("predicted").asInt()).isEqualTo(2);
    assertThat(json.get("probabilities")).hasSize(3);
    assertThat(json.get("headVersion").asLong()).isEqualTo(4);
    assertThat(json.get("mask").get("kept").toString()).isEqualTo("[1,3]");
    assertThat(json.get("lowerBound").isNull()).isTrue();
    assertThat(http.recent.waiting()).isZero();
  }

  @Test
  void shouldAnswerWithTheIdAndANoteWhenTheWaitRanOut() throws Exception {
    ServedRoutes.Answer answer = http.post("?id=a&wait=1ms", PNG, HttpFixture.png());

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("note").asText()).contains("1 ms");
    assertThat(http.recent.waiting()).isZero();
  }

  @Test
  void shouldGiveTheKnownPredictionWhenTheIdWasAnswered() throws Exception {
    http.predict("a", false);

    assertThat(http.post("?id=a", PNG, HttpFixture.png()).status()).isEqualTo(200);
    assertThat(http.producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseAnotherImageUnderAnIdThatIsKnown() throws Exception {
    byte[] other = ImageEncoder.png(PixelImage.of(HttpFixture.SHAPE, ones())).content();
    http.post("?id=a", PNG, HttpFixture.png());
    assertFault(http.post("?id=a", PNG, other), 409, "other-image"); // while it waits
    assertThat(http.post("?id=a", PNG, HttpFixture.png()).status()).isEqualTo(202);

    http.predict("a", http.producer.history().get(0).headers());
    assertFault(http.post("?id=a&label=2", PNG, other), 409, "other-image");
    assertThat(http.post("?id=a", PNG, HttpFixture.png()).status()).isEqualTo(200);
    assertThat(http.producer.history()).hasSize(2); // and no label of the other
  }

  @Test
  void shouldRefuseAnotherImageWhileTheFirstIsOnItsWayIntoKafka() throws Exception {
    byte[] other = ImageEncoder.png(PixelImage.of(HttpFixture.SHAPE, ones())).content();
    try (HttpFixture slow = new HttpFixture(false)) {
      CompletableFuture<ServedRoutes.Answer> first =
          CompletableFuture.supplyAsync(() -> posted(slow, HttpFixture.png()));
      await().until(() -> slow.producer.history().size() == 1);

      assertFault(slow.post("?id=a", PNG, other), 409, "other-image");
      slow.producer.errorNext(new TimeoutException("no broker"));
      assertFault(first.get(10, TimeUnit.SECONDS), 503, "not-stored");

      CompletableFuture<ServedRoutes.Answer> second =
          CompletableFuture.supplyAsync(() -> posted(slow, other)); // the id is free again
      await().until(() -> slow.producer.history().size() == 2);
      slow.producer.completeNext();
      assertThat(second.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
    }
  }

  private static ServedRoutes.Answer posted(HttpFixture http, byte[] image) {
    try {
      return http.post("?id=a", PNG, image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldFindTheAnswerOfAnImageThatIsSentAgainWhenItIsForgottenHere() throws Exception {
    http.post("?id=old", PNG, HttpFixture.png()); // which the pipeline drops as a duplicate
    http.kept.put(
        "old",
        new Pipeline.Kept(
            Optional.of(http.predicted("old", new RecordHeaders())), Optional.empty(), ""));
    assertFault(http.get("/predictions/old"), 404, "no-prediction-yet");

    http.nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(http.get("/predictions/old").status()).isEqualTo(200);
    http.kept.clear();
    assertFault(http.get("/predictions/old"), 404, "no-prediction-yet");
    http.waiting.add("old");
    assertFault(http.get("/predictions/old"), 404, "no-prediction-yet");
  }

  @Test
  void shouldKnowThePredictionsAndHashesOfBeforeItsStart() throws Exception {
    byte[] other = ImageEncoder.png(PixelImage.of(HttpFixture.SHAPE, ones())).content();
    http.post("?id=sent", PNG, HttpFixture.png());
    Headers headers = http.producer.history().get(0).headers();
    long before = http.recent.count();
    http.recent.remember(http.predicted("old", headers));

    assertThat(http.get("/predictions/old").status()).isEqualTo(200);
    assertFault(http.post("?id=old", PNG, other), 409, "other-image");
    assertThat(http.recent.count()).isEqualTo(before);
  }

  @Test
  void shouldLookIntoKafkaForWhatIsNotRemembered() throws Exception {
    http.kept.put(
        "old",
        new Pipeline.Kept(
            Optional.of(http.predicted("old", new RecordHeaders())), Optional.empty(), ""));
    http.kept.put(
        "bad",
        new Pipeline.Kept(
            Optional.empty(), Optional.of(http.letter("bad", "truncated", "it ends")), ""));

    assertThat(http.get("/predictions/old").json().get("predicted").asInt()).isEqualTo(2);
    ServedRoutes.Answer bad = http.get("/predictions/bad");
    assertFault(bad, 404, "dead-letter");
    assertThat(bad.json().get("error").asText()).contains("truncated");
    ServedRoutes.Answer none = http.get("/predictions/none");
    assertFault(none, 404, "unknown-image");
    assertThat(none.json().get("error").asText()).contains("all was looked at");
  }

  private static byte[] ones() {
    byte[] pixels = new byte[16];
    Arrays.fill(pixels, (byte) 1);
    return pixels;
  }

  @Test
  void shouldTakeManyFilesThoughOneIsBad() throws Exception {
    http.predict("made-up", true);
    byte[] png = HttpFixture.png();
    ServedRoutes.Answer answer =
        post(
            "?label=star",
            file("a.png", png),
            file("b.txt", "hello".getBytes(StandardCharsets.UTF_8)),
            file("c.png", png));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode images = answer.json().get("images");
    assertThat(images.findValuesAsText("file")).containsExactly("a.png", "b.txt", "c.png");
    assertThat(images.findValuesAsText("state")).containsExactly("degraded", "refused", "degraded");
    assertThat(images.at("/0/prediction/predicted").asInt()).isEqualTo(2);
    assertThat(images.at("/1/fault/cause").asText()).isEqualTo("not-an-image");
    assertThat(http.producer.history()).hasSize(2); // their labels
    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
  }

  @Test
  void shouldStoreTheFilesOfAForm() throws Exception {
    ServedRoutes.Answer answer = post("?id=a%20b&label=2", file("a.png", HttpFixture.png()));

    JsonNode image = answer.json().get("images").get(0);
    assertThat(image.get("state").asText()).isEqualTo("stored");
    assertThat(image.get("ask").asText()).isEqualTo("/predictions/a%20b");
    ProducerRecord<byte[], byte[]> sent = http.producer.history().get(0);
    assertThat(sent.key()).asString(StandardCharsets.UTF_8).isEqualTo("a b");
    Image stored = http.codecs.of(Topics.IMAGES).decode(sent.value());
    assertThat(stored.getContent().array()).isEqualTo(HttpFixture.png());
    assertThat(stored.getLabel()).isEqualTo(2);
  }

  @Test
  void shouldRefuseFormsThatItCannotTakeWhole() throws Exception {
    MultipartBody.Part png = file("a.png", HttpFixture.png());
    MultipartBody.Part bad = file("b.png", new byte[] {1, 2, 3});
    assertFault(post("?id=a", png, png), 400, "bad-id");
    assertFault(post("", png, png, png, png, png), 413, "too-many-images");
    assertFault(post("", bad, bad), 415, "not-an-image");
    assertFault(post("", MultipartBody.Part.createFormData("label", "2")), 400, "bad-form");
    assertFault(post("", file("a.png", new byte[HttpFixture.BATCH_BYTES])), 413, "too-large");
    assertFault(post("", file("a.png", new byte[HttpFixture.MAX_BYTES + 1])), 413, "too-large");
    for (String body :
        List.of(
            "hello", "--x\r\n", "--x\r\nContent-Disposition: form-data\r\n\r\nabc", "--x--\r\n")) {
      assertFault(
          http.post("", "multipart/form-data; boundary=x", body.getBytes(StandardCharsets.UTF_8)),
          400,
          "bad-form");
    }
    assertFault(
        http.post("", "multipart/form-data", "hello".getBytes(StandardCharsets.UTF_8)),
        400,
        "bad-form");
    assertThat(http.producer.history()).isEmpty();
    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
  }

  private static MultipartBody.Part file(String name, byte[] content) {
    return MultipartBody.Part.createFormData("image", name, RequestBody.create(content));
  }

  private ServedRoutes.Answer post(String query, MultipartBody.Part... parts) throws IOException {
    MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
    for (MultipartBody.Part part : parts) {
      form.addPart(part);
    }
    return http.call("/images" + query, request -> request.post(form.build()));
  }

  @Test
  void shouldTakeTheLabelOfAnImageThatWasAnswered() throws Exception {
    http.predict("a", false);

    assertThat(http.post("?id=a&label=2", PNG, HttpFixture.png()).status()).isEqualTo(200);
    assertThat(http.producer.history()).hasSize(1);
    ProducerRecord<byte[], byte[]> sent = http.producer.history().get(0);
    assertThat(sent.topic()).isEqualTo(http.names.of(Topics.LABELS));
    assertThat(http.codecs.of(Topics.LABELS).decode(sent.value()).getLabel()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhatIsNoImage() throws Exception {
    byte[] png = HttpFixture.png();
    byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
    assertFault(http.post("", PNG, new byte[0]), 400, "empty");
    assertFault(http.post("", "text/plain", text), 415, "not-an-image");
    assertFault(http.post("", PNG, text), 415, "not-an-image");
    assertFault(http.post("", PNG, Arrays.copyOf(png, png.length - 20)), 422, "truncated");
    assertFault(http.post("", PNG, new byte[HttpFixture.MAX_BYTES + 1]), 413, "too-large");
    assertThat(http.producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseAnImageOfAnotherSize() throws Exception {
    byte[] other = ImageEncoder.png(PixelImage.of(new ImageShape(1, 5, 4), new byte[20])).content();

    assertFault(http.post("", PNG, other), 422, "wrong-shape");
  }

  @Test
  void shouldRefuseBadQueries() throws Exception {
    assertFault(http.post("?id=", PNG, HttpFixture.png()), 400, "bad-id");
    assertFault(http.post("?id=" + "x".repeat(300), PNG, HttpFixture.png()), 400, "bad-id");
    assertFault(http.post("?label=3", PNG, HttpFixture.png()), 400, "label-out-of-range");
    assertFault(http.post("?label=cat", PNG, HttpFixture.png()), 400, "label-out-of-range");
    assertThat(http.post("?label=cat", PNG, HttpFixture.png()).json().path("advice").asText())
        .contains("from 0 to 2", "moon, star, two");
    assertFault(http.post("?wait=soon", PNG, HttpFixture.png()), 400, "bad-wait");
    assertFault(http.post("?wait=1h", PNG, HttpFixture.png()), 400, "bad-wait");
  }

  @Test
  void shouldRefuseIdsThatAreNotTextInsteadOfMixingThemUp() throws Exception {
    for (String bytes :
        new String[] {"%ff%fe", "%fe%ff", "%c3", "a%ed%a0%80", "%c0%80", "%4", "%g0"}) {
      assertFault(http.post("?id=" + bytes, PNG, HttpFixture.png()), 400, "not-utf-8");
      assertThat(http.get("/predictions/" + bytes).status()).as(bytes).isEqualTo(400);
    }
    assertThat(http.producer.history()).isEmpty();
    assertThat(
            http.post("?id=%C3%BC%20%F0%9F%90%88", PNG, HttpFixture.png())
                .json()
                .get("id")
                .asText())
        .isEqualTo("ü 🐈");
  }

  @Test
  void shouldSayThatItIsNotOpenYet() throws Exception {
    http.open = false;

    ServedRoutes.Answer answer = http.post("", PNG, HttpFixture.png());
    assertFault(answer, 503, "starting");
    assertThat(answer.retryAfter()).isEqualTo("1");
  }

  @Test
  void shouldSayWhenTheImageDidNotGetIntoKafka() throws Exception {
    http.producer.sendException = new TimeoutException("no broker");

    assertFault(http.post("", PNG, HttpFixture.png()), 503, "not-stored");
    assertFault(http.post("?wait=5s", PNG, HttpFixture.png()), 503, "not-stored");
    assertThat(http.recent.waiting()).isZero();
  }

  @Test
  void shouldGiveRecentPredictionsById() throws Exception {
    http.predict("a b", false);

    assertThat(http.get("/predictions/a%20b").json().get("predicted").asInt()).isEqualTo(2);
    assertFault(http.get("/predictions/none"), 404, "unknown-image");
  }

  @Test
  void shouldSayAskAgainOnlyOfAnImageThatWaits() throws Exception {
    http.post("?id=sent", PNG, HttpFixture.png());
    http.waiting.add("by-kafka");

    for (String id : new String[] {"sent", "by-kafka"}) {
      ServedRoutes.Answer answer = http.get("/predictions/" + id);
      assertFault(answer, 404, "no-prediction-yet");
      assertThat(answer.json().get("advice").asText()).contains("again");
    }
    ServedRoutes.Answer unknown = http.get("/predictions/never-sent");
    assertFault(unknown, 404, "unknown-image");
    assertThat(unknown.json().get("advice").asText()).doesNotContain("again");

    http.nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    assertFault(http.get("/predictions/sent"), 404, "unknown-image");
    http.predict("sent", false);
    assertThat(http.get("/predictions/sent").status()).isEqualTo(200);
  }

  @Test
  void shouldNotSayThatAnImageWaitsWhoseOldAnswerIsForgotten() throws Exception {
    http.post("?id=a", PNG, HttpFixture.png());
    for (String id : new String[] {"a", "b", "c", "d"}) { // three are kept
      http.predict(id, false);
    }

    assertFault(http.get("/predictions/a"), 404, "unknown-image");
  }

  @Test
  void shouldSayWhyAnImageEndedAsADeadLetterUntilItIsSentAgain() throws Exception {
    http.post("?id=a", PNG, HttpFixture.png());
    http.deadLetter("a", "truncated", "PNG image ends early; send it whole");

    ServedRoutes.Answer answer = http.get("/predictions/a");
    assertFault(answer, 404, "dead-letter");
    assertThat(answer.json().get("error").asText()).contains("truncated", "ends early");
    http.post("?id=a", PNG, HttpFixture.png());
    assertFault(http.get("/predictions/a"), 404, "no-prediction-yet");
  }

  @Test
  void shouldSayBusyWhenBodiesOrDecodersHaveNoMemory() throws Exception {
    for (ByteBudget budget : List.of(http.bodies, http.decodable)) {
      try (ByteBudget.Share all = budget.take(budget.total(), Duration.ZERO)) {
        ServedRoutes.Answer busy = http.post("", PNG, HttpFixture.png());
        assertFault(busy, 503, "busy");
        assertThat(busy.retryAfter()).isEqualTo("1");
      }
      assertThat(http.post("", PNG, HttpFixture.png()).status()).isEqualTo(202);
      assertThat(budget.free()).isEqualTo(budget.total());
    }
  }

  @Test
  void shouldGiveTheMemoryOfEveryRequestBack() throws Exception {
    byte[] png = HttpFixture.png();
    http.post("", PNG, png);
    http.post("", PNG, new byte[0]);
    http.post("", "text/plain", new byte[100]);
    http.post("", PNG, Arrays.copyOf(png, png.length - 20));
    http.post("", PNG, new byte[HttpFixture.MAX_BYTES + 1]);
    http.predict("a", false);
    http.post("?id=a", PNG, png);
    http.producer.sendException = new TimeoutException("no broker");
    http.post("", PNG, png);

    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
    assertThat(http.decodable.free()).isEqualTo(http.decodable.total());
  }

  @Test
  void shouldKeepTheOperationsRoutes() throws Exception {
    assertThat(http.get("/livez").status()).isEqualTo(200);
    assertThat(http.get("/readyz").status()).isEqualTo(200);
    assertThat(http.get("/metrics").body()).contains("qahan_ingest_pending");
  }

  private static void assertFault(ServedRoutes.Answer answer, int status, String cause)
      throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().get("cause").asText()).isEqualTo(cause);
    assertThat(answer.json().get("error").asText()).isNotBlank();
    assertThat(answer.json().get("advice").asText()).isNotBlank();
  }
}
