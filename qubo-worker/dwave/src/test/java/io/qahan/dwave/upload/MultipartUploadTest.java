package io.qahan.dwave.upload;

import static io.qahan.dwave.sapi.FakeSapi.error;
import static io.qahan.dwave.sapi.FakeSapi.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qahan.dwave.http.PermanentSapiException;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.sapi.FakeSapi;
import io.qahan.dwave.sapi.SapiClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MultipartUploadTest {
  private static final String BEGIN = "POST bqm/multipart";
  private static final String STATUS = "GET bqm/multipart/data-id-1/status";
  private static final String PART = "PUT bqm/multipart/data-id-1/part/";
  private static final String COMBINE = "POST bqm/multipart/data-id-1/combine";

  /** The file of the fact sheet's hex dump: 3 binary variables, 308 bytes. */
  private static final byte[] FILE =
      concat(
          HexFormat.of()
              .parseHex(
                  "44494d4f4442514d0200b20000007b226474797065223a2022666c6f61743634"
                      + "222c20226974797065223a2022696e743332222c20226e74797065223a202269"
                      + "6e743332222c20227368617065223a205b332c20335d2c202274797065223a20"
                      + "2242696e6172795175616472617469634d6f64656c222c20227661726961626c"
                      + "6573223a2066616c73652c202276617274797065223a202242494e415259227d"
                      + "0a20202020202020202020202020202020202020202020202020202020202020"),
          HexFormat.of()
              .parseHex(
                  "000000000000e83f00000000000000000000f83f0200000000000000000000c0"
                      + "04000000000000000000d03f01000000000000000000f0bf0200000000000000"
                      + "0000e03f00000000000000000000f0bf02000000000000000000104000000000"
                      + "000000000000e03f010000000000000000001040"));

  private final FakeSapi sapi = new FakeSapi();
  private final SapiClient client =
      SapiClient.open(FakeSapi.config(), sapi.endpoint(), FakeSapi.parts(InstantSource.system()));

  @AfterEach
  void close() {
    client.close();
    sapi.close();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static UploadSource of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  private static UploadSource of(byte[] bytes, long promised) {
    return new UploadSource() {
      @Override
      public long size() {
        return promised;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /** A server that keeps what comes, and takes no part that was damaged. */
  private FakeSapi keeping() {
    return sapi.on(BEGIN, plain("{\"id\": \"data-id-1\"}")).on(STATUS, this::state);
  }

  private MockResponse state(RecordedRequest request) {
    StringBuilder parts = new StringBuilder();
    for (int n = 1; n <= 5; n++) {
      for (RecordedRequest put : sapi.requests(PART + n)) {
        parts
            .append(parts.length() == 0 ? "" : ",")
            .append("{\"part_number\": %d, \"checksum\": \"%s\"}".formatted(n, md5(put)));
        break;
      }
    }
    return plain("{\"status\": \"UPLOAD_IN_PROGRESS\", \"parts\": [" + parts + "]}");
  }

  private static String md5(RecordedRequest put) {
    return HexFormat.of()
        .formatHex(Base64.getDecoder().decode(put.getHeaders().get("Content-MD5")));
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(30, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String hex(byte[] bytes, int from, int to) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(Arrays.copyOfRange(bytes, from, to)));
  }

  @Test
  void shouldUploadAFileOfOnePartAsTheReferenceDoes() throws Exception {
    keeping().on(PART + 1, plain("{}")).on(COMBINE, plain("{}"));

    assertThat(client.upload(of(FILE)).get(30, TimeUnit.SECONDS)).isEqualTo("data-id-1");

    assertThat(sapi.trace()).containsExactly(BEGIN, STATUS, PART + 1, STATUS, COMBINE);
    assertThat(sapi.requests(BEGIN).get(0).getBody().utf8()).isEqualTo("{\"size\":308}");
    RecordedRequest part = sapi.requests(PART + 1).get(0);
    assertThat(part.getBody().toByteArray()).isEqualTo(FILE);
    assertThat(part.getHeaders().get("Content-MD5")).isEqualTo("Jc2vZWaL5p8uDp64AVT2Xg==");
    assertThat(part.getHeaders().get("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(part.getHeaders().get("Content-Encoding")).isNull();
    assertThat(sapi.requests(COMBINE).get(0).getBody().utf8())
        .isEqualTo("{\"checksum\":\"c7b738a4fd277c7b3b30f928a9f4fc2b\"}");
  }

  @Test
  void shouldCutIntoPartsOfFiveMebibytes() throws Exception {
    byte[] file = random(2 * PartSender.PART_BYTES + 7);
    keeping().on(COMBINE, plain("{}"));
    for (int n = 1; n <= 3; n++) {
      sapi.on(PART + n, plain("{}"));
    }

    client.upload(of(file)).get(30, TimeUnit.SECONDS);

    assertThat(sapi.requests(PART + 1).get(0).getBodySize()).isEqualTo(5_242_880);
    assertThat(sapi.requests(PART + 2).get(0).getBodySize()).isEqualTo(5_242_880);
    assertThat(sapi.requests(PART + 3).get(0).getBodySize()).isEqualTo(7);
  }

  @Test
  void shouldSendOnlyWhatIsMissingWhenResumed() throws Exception {
    byte[] file = random(PartSender.PART_BYTES + 7);
    String first = hex(file, 0, PartSender.PART_BYTES);
    String second = hex(file, PartSender.PART_BYTES, file.length);
    String part = "{\"part_number\": %d, \"checksum\": \"%s\"}";
    String quoted = part.formatted(1, "\\\"" + first + "\\\""); // as old servers have it
    String state = "{\"status\": \"UPLOAD_IN_PROGRESS\", \"parts\": [%s]}";
    sapi.on(
            STATUS,
            plain(state.formatted(quoted)),
            plain(state.formatted(quoted + "," + part.formatted(2, second))))
        .on(PART + 2, plain("{}"))
        .on(COMBINE, plain("{}"));

    assertThat(client.resumeUpload("data-id-1", of(file)).get(30, TimeUnit.SECONDS))
        .isEqualTo("data-id-1");

    assertThat(sapi.trace()).containsExactly(STATUS, PART + 2, STATUS, COMBINE);
  }

  @Test
  void shouldDoNothingWhenTheUploadIsComplete() throws Exception {
    sapi.on(STATUS, plain("{\"status\": \"UPLOAD_COMPLETED\", \"parts\": []}"));

    client.resumeUpload("data-id-1", of(FILE)).get(30, TimeUnit.SECONDS);

    assertThat(sapi.trace()).containsExactly(STATUS);
  }

  @Test
  void shouldSendAPartAgainThatGotLostOrDamaged() throws Exception {
    String state = "{\"status\": \"UPLOAD_IN_PROGRESS\", \"parts\": [%s]}";
    String part = "{\"part_number\": 1, \"checksum\": \"25cdaf65668be69f2e0e9eb80154f65e\"}";
    sapi.on(BEGIN, error(503, "unwell"), plain("{\"id\": \"data-id-1\"}"))
        .on(
            STATUS,
            plain(state.formatted("")),
            plain(state.formatted("")),
            plain(state.formatted(part)))
        .on(
            PART + 1,
            error(500, "unwell"),
            error(429, "too many"),
            error(400, "bad checksum"),
            plain("{}"))
        .on(COMBINE, error(503, "unwell"), plain("{}"));

    client.upload(of(FILE)).get(30, TimeUnit.SECONDS);

    assertThat(sapi.requests(PART + 1)).hasSize(4);
    assertThat(sapi.requests(COMBINE)).hasSize(2);
  }

  @Test
  void shouldSayByWhichIdAnUploadCanBeResumed() {
    sapi.on(BEGIN, plain("{\"id\": \"data-id-1\"}"))
        .on(STATUS, plain("{\"status\": \"UPLOAD_IN_PROGRESS\", \"parts\": []}"))
        .on(PART + 1, plain("{}"));

    assertThat(failure(client.upload(of(FILE))))
        .isInstanceOf(TransientSapiException.class)
        .hasMessageContaining("[data-id-1]")
        .hasMessageContaining("esume");
    assertThat(sapi.requests(PART + 1)).hasSize(3);
    assertThat(sapi.requests(COMBINE)).isEmpty();
  }

  @Test
  void shouldRefuseASourceOfAnotherSizeThanItPromised() {
    keeping().on(PART + 1, plain("{}"));

    assertThat(failure(client.upload(of(FILE, 309))))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("[309]");
    assertThat(failure(client.upload(of(FILE, 307))))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("more");
  }

  @Test
  void shouldPassOnARefusal() {
    sapi.on(STATUS, error(404, "no such upload"));

    assertThat(failure(client.resumeUpload("data-id-1", of(FILE))))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("no such upload");
  }

  @Test
  void shouldSendNoMorePartsWhenCancelled() throws Exception {
    CountDownLatch underWay = new CountDownLatch(PartSender.AT_ONCE);
    CountDownLatch gate = new CountDownLatch(1);
    keeping().on(COMBINE, plain("{}"));
    for (int n = 1; n <= PartSender.AT_ONCE + 1; n++) {
      sapi.on(
          PART + n,
          request -> {
            underWay.countDown();
            FakeSapi.reached(gate);
            return plain("{}");
          });
    }
    sapi.on(
        "GET bqm/multipart/other/status",
        plain("{\"status\": \"UPLOAD_COMPLETED\", \"parts\": []}"));
    CompletableFuture<String> upload =
        client.upload(of(random(PartSender.AT_ONCE * PartSender.PART_BYTES + 7)));
    FakeSapi.reached(underWay);

    upload.cancel(true);
    gate.countDown();

    client.resumeUpload("other", of(FILE)).get(30, TimeUnit.SECONDS); // its turn is after that
    assertThat(sapi.requests(PART + (PartSender.AT_ONCE + 1))).isEmpty();
    assertThat(sapi.requests(COMBINE)).isEmpty();
  }

  @Test
  void shouldNotBeginToSendWhatWasCancelledBeforeItHadAnId() throws Exception {
    CountDownLatch announced = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    sapi.on(
            BEGIN,
            request -> {
              announced.countDown();
              FakeSapi.reached(gate);
              return plain("{\"id\": \"data-id-1\"}");
            },
            request -> plain("{\"id\": \"other\"}"))
        .on(
            "GET bqm/multipart/other/status",
            plain("{\"status\": \"UPLOAD_COMPLETED\", \"parts\": []}"));
    CompletableFuture<String> upload = client.upload(of(FILE));
    FakeSapi.reached(announced);

    upload.cancel(true);
    gate.countDown();

    assertThat(client.upload(of(FILE)).get(30, TimeUnit.SECONDS)).isEqualTo("other");
    assertThat(sapi.requests(STATUS)).isEmpty();
  }

  @Test
  void shouldFailWhatWaitsWhenTheClientIsClosed() {
    sapi.on(STATUS, error(500, "unwell"));
    CompletableFuture<String> one = client.resumeUpload("data-id-1", of(FILE));
    CompletableFuture<String> other = client.resumeUpload("data-id-1", of(FILE));

    client.close();

    assertThat(failure(one)).isInstanceOf(SapiException.class);
    assertThat(failure(other)).isInstanceOf(SapiException.class);
    assertThat(failure(client.resumeUpload("data-id-1", of(FILE))))
        .isInstanceOf(PermanentSapiException.class);
  }
}
