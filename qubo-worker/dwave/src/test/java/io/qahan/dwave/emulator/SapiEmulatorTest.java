package io.qahan.dwave.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.file.BqmStream;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.http.SapiAuthenticationException;
import io.qahan.dwave.http.SolverOfflineException;
import io.qahan.dwave.qpu.QpuProblem;
import io.qahan.dwave.sample.SampleSet;
import io.qahan.dwave.sapi.ClientParts;
import io.qahan.dwave.sapi.Job;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.sapi.SolvedProblem;
import io.qahan.dwave.sapi.SubmittedProblem;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.dwave.upload.UploadSource;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against the emulator: well, and with each of its faults. */
@Timeout(120)
class SapiEmulatorTest {
  private static final String TOKEN = SecretToken.RIGHT;
  private static final WorkingGraph GRAPH =
      Topology.parse("pegasus:2").fullYield().withYield(0.9, 0.95, new Random(7));

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private SapiEmulator emulator(String... faults) {
    SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0, TOKEN, List.of(GRAPH, Topology.parse("zephyr:1").fullYield()), true, 2),
            FaultFile.parse("faults", List.of(faults)));
    open.add(emulator);
    return emulator;
  }

  private SapiClient client(SapiEmulator emulator, String... options) {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("token", TOKEN);
    arguments.put("endpoint", emulator.endpoint().toString());
    arguments.put("http_retry_backoff_factor", "0.01");
    arguments.put("http_retry_backoff_max", "2");
    for (int i = 0; i < options.length; i += 2) {
      arguments.put(options[i], options[i + 1]);
    }
    Path nowhere = Path.of("/nonexistent");
    DWaveConfig config =
        DWaveConfigLoader.load(
            new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX), arguments);
    SapiEndpoint endpoint = SapiEndpoint.resolve(config.endpoint(), metadata -> Map.of());
    SapiClient client = SapiClient.open(config, endpoint, ClientParts.standard());
    open.add(0, client);
    return client;
  }

  private static SolverDefinition qpu(SapiClient client) throws Exception {
    return client
        .solver(SolverQuery.parse("{\"qpu\": true, \"topology__type\": \"pegasus\"}"))
        .get(30, TimeUnit.SECONDS);
  }

  /** A ferromagnet on the whole graph: all spins up or all down, and a field that prefers up. */
  private static Job ferromagnet(SolverDefinition solver, String label) {
    QpuProblem problem = new QpuProblem(GRAPH).addOffset(0.5);
    for (int position = 0; position < GRAPH.qubitCount(); position++) {
      problem.addLinear(GRAPH.qubit(position), -0.5);
    }
    for (int coupler = 0; coupler < GRAPH.couplerCount(); coupler++) {
      problem.addQuadratic(GRAPH.from(coupler), GRAPH.to(coupler), -1);
    }
    ObjectNode params = JsonNodeFactory.instance.objectNode().put("num_reads", 20);
    return new Job(solver.identity(), "ising", problem.encode(), params, label);
  }

  private static double groundEnergy() {
    return 0.5 - 0.5 * GRAPH.qubitCount() - GRAPH.couplerCount();
  }

  private static SolvedProblem answer(SubmittedProblem problem) throws Exception {
    return problem.answer().get(60, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> future.get(60, TimeUnit.SECONDS));
    return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
  }

  @Test
  void shouldDescribeItsSolversAsSapiDoes() throws Exception {
    SapiClient client = client(emulator());

    SolverDefinition solver = qpu(client);

    assertThat(solver.identity().graphId()).isPresent();
    assertThat(solver.activeQubits()).isEqualTo(GRAPH.qubitCount());
    assertThat(solver.properties().path("couplers").size()).isEqualTo(GRAPH.couplerCount());
    assertThat(solver.supports("ising")).isTrue();
    assertThat(solver.takes("num_reads")).isTrue();
    assertThat(client.solvers(SolverQuery.any()).get(30, TimeUnit.SECONDS)).hasSize(3);
  }

  @Test
  void shouldSolveOnAQpu() throws Exception {
    SapiClient client = client(emulator());

    SolvedProblem solved = answer(client.submit(ferromagnet(qpu(client), "ferro")));

    SampleSet samples = solved.samples();
    assertThat(samples.energy(samples.lowest())).isEqualTo(groundEnergy());
    assertThat(samples.values(samples.lowest())).containsOnly(1);
    assertThat(samples.columns()).isEqualTo(GRAPH.qubitCount());
    int reads = 0;
    for (int row = 0; row < samples.rows(); row++) {
      reads += samples.occurrences(row);
    }
    assertThat(reads).isEqualTo(20);
    Map<String, Double> micros = solved.timing().micros();
    assertThat(micros.get("qpu_access_time"))
        .isCloseTo(
            micros.get("qpu_programming_time") + micros.get("qpu_sampling_time"), within(1e-6));
    assertThat(micros.get("qpu_sampling_time"))
        .isCloseTo(
            20
                * (micros.get("qpu_anneal_time_per_sample")
                    + micros.get("qpu_readout_time_per_sample")
                    + micros.get("qpu_delay_time_per_sample")),
            within(1e-6));
  }

  @Test
  void shouldSolveWhatWasUploaded() throws Exception {
    SapiClient client = client(emulator());
    int n = 40;
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.BINARY, n).addOffset(2);
    for (int v = 0; v + 1 < n; v++) {
      builder.addLinear(v, -1).addQuadratic(v, v + 1, 3);
    }
    BqmStream file = new BqmStream(builder.build());

    String id =
        client
            .upload(
                new UploadSource() {
                  @Override
                  public long size() {
                    return file.length();
                  }

                  @Override
                  public InputStream open() {
                    return file.open();
                  }
                })
            .get(30, TimeUnit.SECONDS);
    SolverDefinition solver = client.solver(SolverQuery.newestHybridBqm()).get();
    SolvedProblem solved = answer(client.submit(Job.uploaded(solver.identity(), id, 3, "hybrid")));

    assertThat(solved.samples().energy(0)).isEqualTo(-18);
    assertThat(solved.timing().chargedMicros(20)).isEqualTo(150_000);
    assertThat(failure(client.submit(Job.uploaded(solver.identity(), id, 2.5, "short")).answer()))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining("minimum time_limit 3.0 s");
  }

  @Test
  void shouldInterpolateTheMinimumTimeLimit() {
    assertThat(EmulatedHybrid.minimum(3136)).isEqualTo(7.8125);
    assertThat(EmulatedHybrid.minimum(1)).isEqualTo(3);
    assertThat(EmulatedHybrid.minimum(2_000_000)).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "submit 429 every=2",
        "submit 429 retry-after=1 times=1",
        "submit 500 times=2",
        "submit drop times=2",
        "submit drop-after times=2",
        "submit truncate times=2",
        "submit garbage times=2",
        "submit stall seconds=0.5",
        "poll 503 every=2",
        "poll drop every=2",
        "poll truncate every=2",
        "poll garbage times=3",
        "answer 500 times=2",
        "answer drop times=2",
        "answer truncate times=2",
        "solvers 429 times=3",
        "solvers drop times=2",
        "solvers truncate times=2",
        "any 503 every=4",
        "upload 500"
      })
  void shouldSolveDespiteItsFaultsAndNeverTwice(String fault) throws Exception {
    SapiEmulator emulator = emulator(fault);
    SapiClient client = client(emulator);
    SolverDefinition solver = qpu(client);

    List<SubmittedProblem> problems = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      problems.add(client.submit(ferromagnet(solver, "problem-" + i)));
    }
    for (SubmittedProblem problem : problems) {
      SampleSet samples = answer(problem).samples();
      assertThat(samples.energy(samples.lowest())).isEqualTo(groundEnergy());
    }

    assertThat(emulator.problemsTaken()).isEqualTo(5);
  }

  @Test
  void shouldTellWhenTheSolverGoesOffline() throws Exception {
    SapiClient client = client(emulator("submit offline"));
    SolverDefinition solver = qpu(client);

    assertThat(failure(client.submit(ferromagnet(solver, "a")).answer()))
        .isInstanceOf(SolverOfflineException.class);
    assertThat(client.freshSolver(SolverQuery.largestQpu()).get().identity())
        .isNotEqualTo(solver.identity());
  }

  @Test
  void shouldTellWhenTheWorkingGraphChanges() throws Exception {
    SapiClient client = client(emulator("submit new-graph times=1"));
    SolverDefinition solver = qpu(client);

    assertThat(failure(client.submit(ferromagnet(solver, "a")).answer()))
        .isInstanceOf(RejectedRequestException.class);
    SolverDefinition fresh = client.freshSolver(SolverQuery.parse(solver.identity().name())).get();
    assertThat(fresh.identity().graphId()).isNotEqualTo(solver.identity().graphId());
    assertThat(fresh.activeQubits()).isEqualTo(solver.activeQubits() - 1);
  }

  @Test
  void shouldFindAProblemAgainAfterTheClientDied() throws Exception {
    SapiEmulator emulator = emulator();
    SapiClient first = client(emulator);
    Job job = ferromagnet(qpu(first), "the same");
    SubmittedProblem abandoned = first.submit(job);
    String id = abandoned.id().get(30, TimeUnit.SECONDS);
    first.close();

    SolvedProblem solved = answer(client(emulator).findOrSubmit(job));

    assertThat(solved.status().id()).isEqualTo(id);
    assertThat(solved.samples().energy(solved.samples().lowest())).isEqualTo(groundEnergy());
    assertThat(emulator.problemsTaken()).isEqualTo(1);
  }

  @Test
  void shouldRefuseAWrongToken() throws Exception {
    SapiClient client = client(emulator(), "token", SecretToken.WRONG);

    assertThat(failure(client.solver())).isInstanceOf(SapiAuthenticationException.class);
  }

  @Test
  void shouldRefuseWhatSapiRefuses() throws Exception {
    SapiClient client = client(emulator());
    SolverDefinition solver = qpu(client);
    Job job = ferromagnet(solver, "a");

    refused(client, job, "num_reads", 20_000, "out of range");
    refused(client, job, "anneal_speed", 1, "Unknown parameter");
    refused(client, with(job, "num_reads", 10_000), "annealing_time", 2000, "Upper limit");
    ObjectNode data = job.data().deepCopy().put("quad", "AAAAAAAAAAA=");
    assertThat(
            failure(
                client
                    .submit(new Job(job.solver(), "ising", data, job.params(), "short"))
                    .answer()))
        .hasMessageContaining("quad");
  }

  private static Job with(Job job, String name, int value) {
    ObjectNode params = job.params().deepCopy().put(name, value);
    return new Job(job.solver(), job.type(), job.data(), params, name + value);
  }

  private static void refused(SapiClient client, Job job, String name, int value, String why) {
    assertThat(failure(client.submit(with(job, name, value)).answer()))
        .isInstanceOf(RejectedRequestException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shouldCancelWhatIsPending() throws Exception {
    SapiClient client = client(emulator());
    SolverDefinition solver = qpu(client);
    List<SubmittedProblem> problems = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      problems.add(client.submit(ferromagnet(solver, "problem-" + i)));
    }
    List<String> ids = new ArrayList<>();
    for (SubmittedProblem problem : problems) {
      ids.add(problem.id().get(30, TimeUnit.SECONDS));
    }

    JsonNode items = client.cancel(ids).get(30, TimeUnit.SECONDS);

    assertThat(items).hasSize(30);
    for (JsonNode item : items) {
      assertThat(item.path("status").asText("").equals("CANCELLED") || item.has("error_code"))
          .isTrue();
    }
    assertThat(client.cancel(List.of("unknown")).get().get(0).path("error_code").asInt())
        .isEqualTo(404);
  }

  @Test
  void shouldSolveTwoHundredProblemsAtOnceOnFewThreads() throws Exception {
    SapiClient client = client(emulator());
    SolverDefinition solver = qpu(client);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      jobs.add(ferromagnet(solver, "problem-" + i));
    }

    for (SubmittedProblem problem : client.submitAll(jobs)) {
      assertThat(answer(problem).samples().energy(0)).isEqualTo(groundEnergy());
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .map(Thread::getName)
                  .filter(
                      name ->
                          name.startsWith("OkHttp")
                              || name.startsWith("sapi-timer")
                              || name.startsWith("sapi-http"))
                  .toList())
          .hasSizeBetween(1, 19);
    }
  }

  @Test
  void shouldListASoftwareSolverThatIsTakenOnlyIfAskedFor() throws Exception {
    SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(
                0,
                TOKEN,
                List.of(Topology.parse("zephyr:1").fullYield()),
                List.of(Topology.parse("chimera:4").fullYield()),
                List.of(),
                2,
                OptionalLong.of(1)));
    open.add(emulator);
    SapiClient client = client(emulator);

    assertThat(client.solver(SolverQuery.largestQpu()).get(30, TimeUnit.SECONDS).identity().name())
        .isEqualTo("Emulated_zephyr_1_4");
    SolverQuery software = SolverQuery.parse("{\"software\": true}");
    assertThat(client.solver(software).get(30, TimeUnit.SECONDS).identity().name())
        .isEqualTo("Software_chimera_4_4_4");
  }
}
