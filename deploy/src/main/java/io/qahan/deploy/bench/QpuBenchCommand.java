package io.qahan.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueKey;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.qpu.AccessTime;
import io.qahan.dwave.qpu.Anneal;
import io.qahan.dwave.qpu.AnnealRun;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuCall;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench qpu}: what a second of a QPU buys, and how well its ways of annealing do. */
@Command(
    name = "qpu",
    description = {
      "Print how many masks a second of a QPU pays for, each by itself and side by side, by"
          + " D-Wave's timing model; and what the ways of annealing find on an emulated QPU.",
      "Needs no token and sends nothing to D-Wave."
    })
final class QpuBenchCommand implements Callable<Integer> {
  private static final String TOKEN = "bench-qpu";
  private static final Path NOWHERE = Path.of("nowhere");
  private static final Duration LONG = Duration.ofMinutes(10);

  @Option(
      names = "--blocks",
      defaultValue = "49",
      paramLabel = "N",
      description = "Blocks of a mask; ${DEFAULT-VALUE} (7x7) unless said.")
  private int blocks;

  @Option(
      names = "--reads",
      defaultValue = "20,100",
      split = ",",
      paramLabel = "R,...",
      description = "Anneals for a mask; ${DEFAULT-VALUE} unless said.")
  private List<Integer> reads;

  @Option(
      names = "--anneals",
      defaultValue = "standard,fast:0.02,reverse:0.3:10,reverse:0.5:10,reverse:0.7:10",
      split = ",",
      paramLabel = "A,...",
      description = "Ways of annealing to try; ${DEFAULT-VALUE} unless said.")
  private List<String> anneals;

  @Option(
      names = "--instances",
      defaultValue = "sal_*_n49_d64",
      paramLabel = "PATTERN",
      description = "Mask problems to try them on; ${DEFAULT-VALUE} unless said.")
  private String instances;

  @Mixin private JsonFileOption json;

  @Spec private CommandSpec spec;

  /**
   * A chip, as D-Wave's documentation listed it in July 2026, or without a defect.
   *
   * @param qubits that work; which ones they are is drawn, and all couplers between them are there
   * @param timing its {@code problem_timing_data}
   */
  private record ListedChip(String name, Topology topology, int qubits, JsonNode timing) {
    WorkingGraph graph() {
      WorkingGraph whole = topology.fullYield();
      List<Integer> drawn = new ArrayList<>(Arrays.stream(whole.qubits()).boxed().toList());
      Collections.shuffle(drawn, new Random(1));
      return WorkingGraph.induced(
          topology, drawn.stream().limit(qubits).mapToInt(Integer::intValue).sorted().toArray());
    }
  }

  /** Readout times of an Advantage in August 2022: log10 of qubits, then of microseconds. */
  private static final double[] READOUT = {
    0,
    0.7699665876947938,
    1.7242758696010096,
    2.711975459489206,
    3.1639057672764026,
    3.750276915153992,
    1.539131714800995,
    1.8726623164229292,
    2.125631787097315,
    2.332672340068556,
    2.371606651233025,
    2.3716219271760215
  };

  private static List<ListedChip> chips() {
    Topology pegasus = Topology.parse("pegasus:16");
    Topology zephyr = Topology.parse("zephyr:12");
    JsonNode advantage = timing(14_072.88, 20.54, "pwl_log_log", READOUT);
    double all = Math.log10(4_577);
    JsonNode system1 = timing(33_600, 60.6, "pwl_log_log", 0, all, Math.log10(17), Math.log10(101));
    JsonNode system2 = timing(24_500, 20.6, "pwl_log_log", 0, all, Math.log10(17), Math.log10(95));
    return List.of(
        new ListedChip("Advantage_system4", pegasus, 5_627, advantage),
        new ListedChip("Advantage2_system1", zephyr, 4_577, system1),
        new ListedChip("Advantage2_system2", zephyr, 4_514, system2),
        new ListedChip("Z12 without a defect, as system2", zephyr, 4_800, system2));
  }

  private static JsonNode timing(
      double programming, double delay, String readoutModel, double... readout) {
    ObjectNode properties = JsonMapper.builder().build().createObjectNode();
    properties.putArray("num_reads_range").add(1).add(10_000);
    properties.putArray("problem_run_duration_range").add(0).add(1_000_000);
    ArrayNode points =
        properties
            .putObject("problem_timing_data")
            .put("version", "1.0.0")
            .put("typical_programming_time", programming)
            .put("default_programming_thermalization", 1000)
            .put("default_readout_thermalization", 0)
            .put("default_annealing_time", 20)
            .put("qpu_delay_time_per_sample", delay)
            .put("readout_time_model", readoutModel)
            .putArray("readout_time_model_parameters");
    for (double point : readout) {
      points.add(point);
    }
    return properties;
  }

  /**
   * What a second of a chip buys.
   *
   * @param together masks in one problem
   * @param aloneMicros QPU time of a problem with one mask
   * @param togetherMicros the same with all of them
   */
  record Price(
      String chip,
      int qubits,
      int blocks,
      int reads,
      int together,
      int longestChain,
      double aloneMicros,
      double togetherMicros) {
    double aloneASecond() {
      return 1e6 / aloneMicros;
    }

    double togetherASecond() {
      return together * 1e6 / togetherMicros;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %d | %d | %d | %.1f ms | %.1f ms | %.0f | %.0f | %.1f s | %.2f s | %.1f x |",
          chip,
          qubits,
          reads,
          together,
          longestChain,
          aloneMicros / 1000,
          togetherMicros / 1000,
          aloneASecond(),
          togetherASecond(),
          1000 / aloneASecond(),
          1000 / togetherASecond(),
          togetherASecond() / aloneASecond());
    }
  }

  /**
   * What a way of annealing found.
   *
   * @param meanGap of the best read's energy to the best known, relative, before any descent
   * @param greedyGap the same of the greedy masks, where the reverse anneals begin
   * @param best in how many the best known energy was met
   * @param afterDescent in how many it was after a descent of each read
   */
  record Found(
      String anneal,
      boolean together,
      int masks,
      int problems,
      double meanGap,
      double greedyGap,
      int best,
      int afterDescent,
      double chargedSeconds) {
    String line() {
      return String.format(
          Locale.ROOT,
          "| `%s` | %s | %d | %.2f %% | %.2f %% | %d of %d | %d of %d | %.0f ms |",
          anneal,
          together ? "together" : "each alone",
          problems,
          100 * meanGap,
          100 * greedyGap,
          best,
          masks,
          afterDescent,
          masks,
          1000 * chargedSeconds);
    }
  }

  private record Results(List<Price> prices, List<Found> anneals) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| chip | qubits | reads | masks in a problem | longest chain | one alone | all together |"
            + " a second, alone | together | 1,000 masks, alone | together | |");
    out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    List<Price> prices = new ArrayList<>();
    for (ListedChip chip : chips()) {
      for (Price price : prices(chip)) {
        out.println(price.line());
        out.flush();
        prices.add(price);
      }
    }
    out.println();
    out.println(
        "| anneal | masks | problems | best read above the best known | greedy mask above it |"
            + " best known met | after descent | charged |");
    out.println("|---|---|---|---|---|---|---|---|");
    List<Found> found = new ArrayList<>();
    for (String anneal : anneals) {
      for (boolean together : new boolean[] {false, true}) {
        Found row = found(anneal, together);
        out.println(row.line());
        out.flush();
        found.add(row);
      }
    }
    json.write(new Results(prices, found));
    return ExitCode.OK;
  }

  private List<Price> prices(ListedChip chip) {
    WorkingGraph graph = chip.graph();
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    CliqueKey key = new CliqueKey(chip.name, "", blocks);
    Embedding alone = embeddings.find(key, graph);
    List<Embedding> tiles = embeddings.sideBySide(key, graph);
    int qubits = tiles.stream().mapToInt(Embedding::qubits).sum();
    AccessTime time = new AccessTime(chip.timing);
    return reads.stream()
        .map(
            count ->
                new Price(
                    chip.name,
                    graph.qubitCount(),
                    blocks,
                    count,
                    tiles.size(),
                    tiles.stream().mapToInt(Embedding::maxChainLength).max().orElseThrow(),
                    time.estimate(AnnealRun.forward(count, alone.qubits())),
                    time.estimate(AnnealRun.forward(count, qubits))))
        .toList();
  }

  private Found found(String anneal, boolean together) throws IOException {
    List<BenchmarkInstance> problems = BenchmarkInstances.of(instances);
    List<CliqueSampler.Wanted> wanted =
        problems.stream().map(problem -> wanted(problem.problem())).toList();
    try (SapiEmulator emulator =
            SapiEmulator.start(
                new SapiEmulator.Options(
                    0, TOKEN, List.of(Topology.parse("zephyr:12").fullYield()), false, 1));
        SapiClient client = SapiClient.open(config(emulator))) {
      DoubleAdder charged = new DoubleAdder();
      QpuModels asRead = qpu(client, Anneal.parse(anneal), false, charged);
      List<QpuModels.Answer> answers = answers(asRead, wanted, together);
      double seconds = charged.sum();
      int taken = emulator.problemsTaken();
      QpuModels descended = qpu(client, Anneal.parse(anneal), true, charged);
      List<QpuModels.Answer> after = answers(descended, wanted, together);
      double gap = 0;
      double greedy = 0;
      int best = 0;
      int afterDescent = 0;
      for (int i = 0; i < problems.size(); i++) {
        BenchmarkInstance problem = problems.get(i);
        gap += problem.gap(energy(problem, answers.get(i).sample()));
        greedy += problem.gap(energy(problem, wanted.get(i).start().orElseThrow()));
        best += met(problem, answers.get(i).sample());
        afterDescent += met(problem, after.get(i).sample());
      }
      return new Found(
          anneal,
          together,
          problems.size(),
          taken,
          gap / problems.size(),
          greedy / problems.size(),
          best,
          afterDescent,
          seconds);
    }
  }

  private static int met(BenchmarkInstance problem, Sample sample) {
    return problem.gap(energy(problem, sample)) < Goal.ABSOLUTE_TOLERANCE ? 1 : 0;
  }

  private static double energy(BenchmarkInstance problem, Sample sample) {
    int[] kept =
        IntStream.range(0, sample.size()).filter(block -> sample.value(block) == 1).toArray();
    return problem.problem().energy(Mask.of(sample.size(), kept));
  }

  private static CliqueSampler.Wanted wanted(MaskProblem problem) {
    byte[] greedy = new byte[problem.n()];
    for (int block :
        Solvers.forMasks("greedy").solve(problem, SolveOptions.ofSeed(0)).answer().kept()) {
      greedy[block] = 1;
    }
    return new CliqueSampler.Wanted(
        BinaryQuadraticModel.copyOf(new MaskRows(problem)),
        Optional.of(Sample.of(Vartype.BINARY, greedy)));
  }

  private static List<QpuModels.Answer> answers(
      QpuModels qpu, List<CliqueSampler.Wanted> wanted, boolean together) {
    if (!together) {
      return wanted.stream().map(one -> qpu.whole(one, LONG).join()).toList();
    }
    List<QpuModels.Answer> answers = new ArrayList<>();
    int room = qpu.room(wanted.get(0).model().variables());
    for (int first = 0; first < wanted.size(); first += room) {
      int end = Math.min(first + room, wanted.size());
      answers.addAll(qpu.sideBySide(wanted.subList(first, end), LONG).join());
    }
    return answers;
  }

  private QpuModels qpu(
      SapiClient client, Anneal anneal, boolean descent, DoubleAdder chargedSeconds) {
    SolverDefinition solver = client.solver(SolverQuery.largestQpu()).join();
    PaidCalls calls =
        new PaidCalls(
            solver,
            QpuBudget.inMemory(LONG, InstantSource.system()),
            1,
            (QpuCall call) -> chargedSeconds.add(call.chargedMicros() / 1e6),
            System::nanoTime);
    return new QpuModels(
        QpuChip.of(solver),
        CliqueEmbeddings.inMemory(),
        new QpuSampler(client, solver, calls, Optional.of(() -> UUID.randomUUID().toString())),
        CliqueSamplerOptions.defaults(1)
            .withReads(reads.get(reads.size() - 1), 1)
            .withAnneal(anneal)
            .withDescent(descent),
        System::nanoTime);
  }

  private static DWaveConfig config(SapiEmulator emulator) {
    return DWaveConfigLoader.load(
        new ConfigHost(Map.of(), NOWHERE, NOWHERE, ConfigHost.Platform.POSIX),
        Map.of("token", TOKEN, "endpoint", emulator.endpoint().toString()));
  }
}
