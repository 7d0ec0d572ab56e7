package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.file.BqmStream;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.qpu.QpuProblem;
import io.qahan.dwave.sample.BqAnswer;
import io.qahan.dwave.sample.QpAnswer;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator as a client sees it that is not ours: statuses, media types, parameters, limits. */
@Timeout(120)
class EmulatedProtocolTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final MediaType JSON = MediaType.get("application/json");
  private static final WorkingGraph GRAPH = Topology.parse("zephyr:1").fullYield();
  private static final String LIST = "application/vnd.dwave.sapi.solver-definition-list+json";
  private static final String PROBLEM = "application/vnd.dwave.sapi.problem+json";
  private static final String PROBLEMS = "application/vnd.dwave.sapi.problems+json";
  private static final String QPU = "Emulated_zephyr_1_4";

  private final OkHttpClient http =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(1)).build();
  private SapiEmulator emulator;

  @BeforeEach
  void start() {
    emulator = emulator(7);
  }

  private static SapiEmulator emulator(long seed) {
    return SapiEmulator.start(
        new SapiEmulator.Options(
            0,
            SecretToken.RIGHT,
            List.of(GRAPH),
            List.of("cqm", "bqm", "dqm", "nl"),
            2,
            OptionalLong.of(seed)));
  }

  @AfterEach
  void stop() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
    emulator.close();
  }

  /** What came back. */
  private record Answer(int status, String type, String etag, JsonNode json) {
    String error() {
      return json.path("error_msg").asText();
    }
  }

  private Answer send(Request.Builder request) throws IOException {
    try (Response response =
        http.newCall(request.header("X-Auth-Token", SecretToken.RIGHT).build()).execute()) {
      String body = response.body().string();
      return new Answer(
          response.code(),
          response.header("Content-Type"),
          response.header("ETag"),
          body.isEmpty() ? JsonNodeFactory.instance.missingNode() : MAPPER.readTree(body));
    }
  }

  private Request.Builder at(String path) {
    return new Request.Builder().url(emulator.endpoint() + path);
  }

  private Answer post(String accept, String body) throws IOException {
    return send(
        at("problems/")
            .header("Accept", accept)
            .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), JSON)));
  }

  /** A ferromagnet of the whole chip, in a field. */
  private static ObjectNode job(String type, double linear, double quadratic) {
    QpuProblem problem = new QpuProblem(GRAPH);
    for (int qubit : GRAPH.qubits()) {
      problem.addLinear(qubit, linear);
    }
    for (int[] coupler : GRAPH.couplers()) {
      problem.addQuadratic(coupler[0], coupler[1], quadratic);
    }
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", type);
    job.putObject("solver").put("name", QPU);
    job.set("data", problem.encode());
    job.putObject("params");
    return job;
  }

  private static ObjectNode job(String params) throws IOException {
    ObjectNode job = job("ising", 0.25, -0.5);
    String filled =
        params
            .replace("ONES", Collections.nCopies(GRAPH.topology().indices(), 1).toString())
            .replace("ZEROS", Collections.nCopies(GRAPH.topology().indices(), 0).toString());
    job.set("params", MAPPER.readTree(filled));
    return job;
  }

  private JsonNode solved(ObjectNode job) throws IOException {
    Answer answer = post(PROBLEMS, job.toString());
    assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    assertThat(answer.json().path("status").asText()).isEqualTo("COMPLETED");
    return answer.json();
  }

  @Test
  void shouldSayNothingNewInTheDocumentsOwnType() throws IOException {
    Answer whole = send(at("solvers/remote/").header("Accept", LIST));
    assertThat(whole.type()).startsWith(LIST);

    for (String known :
        List.of(
            whole.etag(),
            "W/" + whole.etag(),
            "*",
            "\"other\", " + whole.etag(),
            "\"a\",W/" + whole.etag() + " , \"b\"")) {
      Answer unchanged =
          send(at("solvers/remote/").header("Accept", LIST).header("If-None-Match", known));
      assertThat(unchanged.status()).as(known).isEqualTo(304);
      assertThat(unchanged.type()).as(known).isEqualTo(whole.type());
      assertThat(unchanged.etag()).as(known).isEqualTo(whole.etag());
    }
    assertThat(
            send(at("solvers/remote/").header("Accept", LIST).header("If-None-Match", "\"other\""))
                .status())
        .isEqualTo(200);
  }

  @Test
  void shouldRefuseAnAnswerThatTheClientDoesNotTakeBeforeItTakesTheJob() throws IOException {
    String job = job("{}").toString();

    for (String accept :
        List.of("text/html", LIST, PROBLEMS + "; version=2.0", PROBLEMS + "; version=4")) {
      assertThat(post(accept, job).status()).as(accept).isEqualTo(415);
      assertThat(post(accept, "[" + job + "]").status()).as(accept).isEqualTo(415);
    }
    assertThat(emulator.problemsTaken()).isZero();

    assertThat(post(PROBLEMS + "; version=3.0.0", job).type()).startsWith(PROBLEMS);
    assertThat(post(PROBLEM, job).type()).startsWith(PROBLEM + ";");
    assertThat(post("*/*", job).type()).startsWith(PROBLEMS);
    assertThat(emulator.problemsTaken()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"no_such_thing\": 1}",
        "{\"x_no_such_thing\": 1}",
        "{\"num_reads\": 2.5}",
        "{\"num_reads\": \"10\"}",
        "{\"num_reads\": null}",
        "{\"num_reads\": 0}",
        "{\"num_reads\": 10001}",
        "{\"num_reads\": 4294967297}",
        "{\"max_answers\": 0}",
        "{\"num_reads\": 5, \"max_answers\": 6}",
        "{\"annealing_time\": 0.1}",
        "{\"annealing_time\": \"20\"}",
        "{\"annealing_time\": 2001}",
        "{\"programming_thermalization\": -1}",
        "{\"readout_thermalization\": 10001}",
        "{\"answer_mode\": \"telepathy\"}",
        "{\"answer_mode\": 1}",
        "{\"auto_scale\": 1}",
        "{\"reinitialize_state\": \"yes\"}",
        "{\"fast_anneal\": true}",
        "{\"anneal_schedule\": [[0, 0]]}",
        "{\"anneal_schedule\": [[0, 0], [1, 2]]}",
        "{\"anneal_schedule\": [[1, 0], [20, 1]]}",
        "{\"anneal_schedule\": [[0, 0], [20, 0.5]]}",
        "{\"anneal_schedule\": [[0, 0.5], [20, 1]]}",
        "{\"anneal_schedule\": [[0, 0], [20, 0.5], [10, 1]]}",
        "{\"anneal_schedule\": [[0, 0], [0.1, 1]]}",
        "{\"anneal_schedule\": [[0, 0], [3000, 1]]}",
        "{\"anneal_schedule\": [[0, 0], [20, 1]], \"annealing_time\": 20}",
        "{\"anneal_schedule\": [[0, 1], [10, 0.5], [20, 1]]}",
        "{\"anneal_schedule\": [[0,0],[1,0.1],[2,0.1],[3,0.1],[4,0.1],[5,0.1],[6,0.1],[7,0.1],"
            + "[8,0.1],[9,0.1],[10,0.1],[11,0.1],[12,1]]}",
        "{\"h_gain_schedule\": [[0, 1], 20]}",
        "{\"h_gain_schedule\": 1}",
        "{\"initial_state\": [1, 1]}",
        "{\"initial_state\": ZEROS}",
        "{\"flux_biases\": [0.1]}",
        "{\"flux_biases\": ZEROS, \"auto_scale\": true}",
        "{\"anneal_offsets\": [0]}",
        "{\"num_reads\": 1000, \"annealing_time\": 2000}",
        "{\"num_reads\": 1000, \"anneal_schedule\": [[0, 0], [2000, 1]]}"
      })
  void shouldRefuseParametersThatTheSolverDoesNotTake(String params) throws IOException {
    Answer answer = post(PROBLEMS, job(params).toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error_code").asInt()).isEqualTo(400);
    assertThat(answer.error()).containsPattern("[Pp]arameter|Upper limit");
    assertThat(emulator.problemsTaken()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ising, 100, -1, false, h value 100",
    "ising, -4.5, -1, false, h value -4.5",
    "ising, 0, 5, false, J value 5",
    "ising, 0, -2.5, false, J value -2.5",
    "ising, 0, 1, false, ",
    "qubo, 100, -1, false, h value",
    "ising, 100, 5, true, ",
    "ising, 0, -1, false, "
  })
  void shouldHoldBiasesAgainstTheRangesUnlessItScales(
      String type, double linear, double quadratic, boolean scale, String said) throws IOException {
    ObjectNode job = job(type, linear, quadratic);
    ((ObjectNode) job.get("params")).put("auto_scale", scale);

    Answer answer = post(PROBLEMS, job.toString());

    if (said == null) {
      assertThat(answer.status()).as(answer.error()).isEqualTo(200);
    } else {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.error()).contains(said).contains("out of range");
    }
  }

  @Test
  void shouldChargeForTheScheduleAndForAFastAnneal() throws IOException {
    double usual = access("{\"num_reads\": 100}");

    assertThat(access("{\"num_reads\": 100, \"anneal_schedule\": [[0, 0], [500, 0.5], [1000, 1]]}"))
        .isCloseTo(usual + 100 * 980, within(1e-6));
    assertThat(
            access(
                "{\"num_reads\": 100, \"initial_state\": ONES, \"anneal_schedule\": [[0, 1], [10,"
                    + " 0.4], [40, 1]]}"))
        .isCloseTo(usual + 100 * (20 + 5), within(1e-6)); // 5 us: the delay of a reverse anneal
    ObjectNode fast = job("ising", 0, -1);
    fast.set(
        "params",
        MAPPER.readTree("{\"num_reads\": 100, \"fast_anneal\": true, \"annealing_time\": 0.01}"));
    assertThat(access(fast)).isCloseTo(usual - 100 * 19.99, within(1e-6));
  }

  /** All spins up is a local minimum of a ferromagnet whose field prefers them down. */
  @ParameterizedTest
  @CsvSource({"0.9, true", "0, false"})
  void shouldBeginAReverseAnnealWhereItIsToldAndForgetThatTheMoreTheFartherItGoesBack(
      double s, boolean kept) throws IOException {
    JsonNode answer =
        solved(
                job(
                    "{\"num_reads\": 20, \"initial_state\": ONES, \"anneal_schedule\": [[0, 1],"
                        + " [10, "
                        + s
                        + "], [20, "
                        + s
                        + "], [30, 1]]}"))
            .path("answer");

    byte[] lowest = Base64.getDecoder().decode(answer.path("solutions").asText());
    boolean up = true;
    for (int i = 0; i < GRAPH.qubitCount() / 8; i++) {
      up &= lowest[i] == (byte) 0xFF;
    }
    assertThat(up).isEqualTo(kept);
  }

  private double access(String params) throws IOException {
    return access(job(params));
  }

  private double access(ObjectNode job) throws IOException {
    JsonNode timing = solved(job).path("answer").path("timing");
    double access = timing.path("qpu_access_time").asDouble();
    assertThat(
            timing.path("qpu_programming_time").asDouble()
                + timing.path("qpu_sampling_time").asDouble())
        .isCloseTo(access, within(1e-6));
    return access;
  }

  @Test
  void shouldAnswerReadByReadAndNoMoreThanWanted() throws IOException {
    JsonNode raw = solved(job("{\"num_reads\": 20, \"answer_mode\": \"raw\"}")).path("answer");
    JsonNode few =
        solved(job("{\"num_reads\": 20, \"answer_mode\": \"raw\", \"max_answers\": 3}"))
            .path("answer");
    JsonNode best = solved(job("{\"num_reads\": 20, \"max_answers\": 1}")).path("answer");

    for (String field : List.of("num_occurrences", "active_variables", "energies", "solutions")) {
      assertThat(raw.path(field).isTextual()).as(field).isTrue();
    }
    assertThat(QpAnswer.decode(raw, Vartype.SPIN, 0).rows()).isEqualTo(20);
    assertThat(QpAnswer.decode(few, Vartype.SPIN, 0).rows()).isEqualTo(3);
    assertThat(QpAnswer.decode(best, Vartype.SPIN, 0).rows()).isEqualTo(1);
  }

  @Test
  void shouldReadAnewWhatIsSubmittedTwiceAndAlikeUnderTheSameSeed() throws IOException {
    ObjectNode job = job("ising", 0, 0); // every state is as good: reads are chance alone
    job.set("params", MAPPER.readTree("{\"num_reads\": 10, \"answer_mode\": \"raw\"}"));

    String first = solved(job).path("answer").path("solutions").asText();
    String second = solved(job).path("answer").path("solutions").asText();
    emulator.close();
    emulator = emulator(7);
    String again = solved(job).path("answer").path("solutions").asText();

    assertThat(second).isNotEqualTo(first);
    assertThat(again).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[null]",
        "5",
        "{}",
        "[5]",
        "[{}]",
        "\"a\"",
        "null",
        "[[]]",
        "{\"solver\": \"A\"}"
      })
  void shouldRefuseBodiesThatAreNoJobs(String body) throws IOException {
    assertThat(post(PROBLEMS, body).status()).isEqualTo(400);
    assertThat(emulator.problemsTaken()).isZero();
  }

  @Test
  void shouldHoldQueriesAgainstTheApi() throws IOException {
    assertThat(send(at("problems/?status=nonsense")).status()).isEqualTo(400);
    assertThat(send(at("problems/?status=COMPLETED")).status()).isEqualTo(200);
    assertThat(send(at("problems/?timeout=31&id=" + id())).status()).isEqualTo(400);
    assertThat(send(at("problems/?timeout=0&id=" + id())).status()).isEqualTo(200);
    assertThat(send(at("problems/" + id() + "?timeout=0")).status()).isEqualTo(200);
    assertThat(
            send(at("problems/")
                    .delete(RequestBody.create("[null]".getBytes(StandardCharsets.UTF_8), JSON)))
                .status())
        .isEqualTo(400);
  }

  private String id() throws IOException {
    return solved(job("{}")).path("id").asText();
  }

  @Test
  void shouldTellOfAThousandProblemsAtOnceAndNoMore() throws IOException {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 1000; i++) {
      jobs.add(job("{}"));
    }
    List<String> ids = new ArrayList<>();
    for (JsonNode item : post(PROBLEMS, jobs.toString()).json()) {
      assertThat(item.path("status").asText()).isEqualTo("PENDING"); // however quick the solver is
      ids.add(item.path("id").asText());
    }

    Answer all = send(at("problems/?timeout=0&id=" + String.join(",", ids)));
    assertThat(all.status()).as(all.error()).isEqualTo(200);
    assertThat(all.json()).hasSize(1000);
    ids.add(ids.get(0));
    assertThat(send(at("problems/?timeout=0&id=" + String.join(",", ids))).status()).isEqualTo(400);
  }

  @Test
  void shouldSayWhoSubmittedAProblemAsTheServiceDoes() throws IOException {
    assertThat(send(at("problems/" + id() + "/info")).json().path("metadata").path("submitted_by"))
        .hasToString("\"" + SecretToken.RIGHT + "\"");
  }

  @ParameterizedTest
  @CsvSource({"0, Invalid problem size", "53687091201, bigger than the maximum"})
  void shouldRefuseAnUploadThatIsNoneOrTooLarge(long size, String said) throws IOException {
    Answer refused =
        send(
            at("bqm/multipart")
                .post(
                    RequestBody.create(
                        ("{\"size\": " + size + "}").getBytes(StandardCharsets.UTF_8), JSON)));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).contains(said);
  }

  private String upload(byte[] file) throws Exception {
    String id =
        send(at("bqm/multipart")
                .post(
                    RequestBody.create(
                        ("{\"size\": " + file.length + "}").getBytes(StandardCharsets.UTF_8),
                        JSON)))
            .json()
            .path("id")
            .asText();
    byte[] sum = MessageDigest.getInstance("MD5").digest(file);
    send(
        at("bqm/multipart/" + id + "/part/1")
            .header("Content-MD5", Base64.getEncoder().encodeToString(sum))
            .put(RequestBody.create(file, MediaType.get("application/octet-stream"))));
    String whole = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(sum));
    Answer combined =
        send(
            at("bqm/multipart/" + id + "/combine")
                .post(
                    RequestBody.create(
                        ("{\"checksum\": \"" + whole + "\"}").getBytes(StandardCharsets.UTF_8),
                        JSON)));
    assertThat(combined.status()).isEqualTo(200);
    return id;
  }

  private static ObjectNode hybrid(String kind, String id, String params) throws IOException {
    ObjectNode job = JsonNodeFactory.instance.objectNode().put("type", kind);
    String name =
        switch (kind) {
          case "bqm" -> "hybrid_binary_quadratic_model_version2_emulated";
          case "cqm" -> "hybrid_constrained_quadratic_model_version1_emulated";
          default -> throw new IllegalArgumentException(kind);
        };
    job.putObject("solver").put("name", name);
    job.putObject("data").put("format", "ref").put("data", id);
    job.set("params", MAPPER.readTree(params));
    return job;
  }

  @Test
  void shouldAnswerAModelWithoutVariablesByItsOffset() throws Exception {
    String header = // as dimod writes it
        "{\"dtype\": \"float64\", \"itype\": \"int32\", \"ntype\": \"int32\", \"shape\": [0, 0],"
            + " \"type\": \"BinaryQuadraticModel\", \"variables\": false, \"vartype\":"
            + " \"BINARY\"}\n";
    ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    file.put("DIMODBQM".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 2)
        .put((byte) 0)
        .putInt(178);
    file.put("%-178s".formatted(header).getBytes(StandardCharsets.US_ASCII)).putDouble(2.5);
    String id = upload(file.array());

    SampleSet samples =
        BqAnswer.decode(solved(hybrid("bqm", id, "{\"time_limit\": 3}")).path("answer"));

    assertThat(samples.rows()).isEqualTo(1);
    assertThat(samples.columns()).isZero();
    assertThat(samples.energy(0)).isEqualTo(2.5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"time_limit\": 1}",
        "{\"time_limit\": \"3\"}",
        "{\"time_limit\": 86401}",
        "{\"time_limit\": 3, \"no_such_thing\": 1}"
      })
  void shouldRefuseParametersThatTheHybridSolverDoesNotTake(String params) throws Exception {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 2).addQuadratic(0, 1, 1).build();
    String id = upload(new BqmStream(model).open().readAllBytes());

    assertThat(post(PROBLEMS, hybrid("bqm", id, params).toString()).status()).isEqualTo(400);
  }

  @Test
  void shouldShowNoPathOfThisMachine() throws Exception {
    String id = upload("DIMODBQM, they say".getBytes(StandardCharsets.UTF_8));

    Answer answer = post(PROBLEMS, hybrid("bqm", id, "{\"time_limit\": 3}").toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("Invalid problem data").doesNotContain("/", id);
  }

  @Test
  void shouldListSolversOfOtherKindsAndRefuseWhatIsSubmittedToThem() throws IOException {
    List<String> kinds = new ArrayList<>();
    for (JsonNode solver : send(at("solvers/remote/").header("Accept", LIST)).json()) {
      solver
          .path("properties")
          .path("supported_problem_types")
          .forEach(type -> kinds.add(type.asText()));
    }
    assertThat(kinds).containsExactlyInAnyOrder("ising", "qubo", "bqm", "cqm", "dqm", "nl");

    Answer refused = post(PROBLEMS, hybrid("cqm", "data", "{\"time_limit\": 5}").toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).contains("does not solve");
    assertThat(emulator.problemsTaken()).isZero();
  }
}
