package io.qahan.deploy.bench.scale;

import io.qahan.deploy.bench.scale.ClusterSize.Brokers;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.process.ProcessCluster;
import io.qahan.deploy.process.ServiceProcess;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.schemas.settings.Settings;
import io.qahan.worker.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qahan bench scale}: processor time an image, with more and more processes. */
@Command(
    name = "scale",
    description = {
      "Run brokers and services as processes on loopback, and measure at a fixed rate what an image"
          + " costs: processor time by service, bytes by topic, memory.",
      "The first of each list together are the base; every other one takes its place in turn. With"
          + " --membership also what it costs when a second ingest comes, goes or is killed.",
      "Fails if an image was lost or answered twice."
    })
public final class ScaleBenchCommand implements Callable<Integer> {
  /** A round that takes this share of the one before, or more, is of processes that are warm. */
  private static final double STEADY = 0.95;

  @Mixin private PipelineOptions pipeline;
  @Mixin private SettingsOptions settings;
  @Spec private CommandSpec spec;

  @Option(
      names = "--ingest",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4",
      description = "Instances of ingest (default: 1,2,4).")
  private List<Integer> ingest;

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4,8",
      description = "Instances of the worker (default: 1,2,4,8).")
  private List<Integer> workers;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      split = ",",
      defaultValue = "8,2,4,16",
      description = "Partitions of the topics that are keyed by image id (default: 8,2,4,16).")
  private List<Integer> partitions;

  @Option(
      names = "--brokers",
      paramLabel = "N[xCOPIES]",
      split = ",",
      defaultValue = "1,3x1,3",
      description =
          "Brokers, and how many of them keep each record: all, three at most, unless said"
              + " (default: 1,3x1,3).")
  private List<String> brokers;

  @Option(
      names = "--rate",
      paramLabel = "R",
      split = ",",
      defaultValue = "100",
      description = "Images a second; all but the first at the base only (default: 100).")
  private List<Double> rates;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Images at full speed before anything is measured (default: 10000).")
  private int warmUp;

  @Option(
      names = "--settle",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "Then rounds at the rate until an image takes at least 95 %% of the processor time that it"
              + " took in the round before, at most so many (default: 6).")
  private int settle;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long a round lasts (default: 20).")
  private int seconds;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds that are measured, at least one; the median counts (default: 3).")
  private int repeats;

  @Option(
      names = "--rest",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long to measure without any image; 0: not at all (default: 10).")
  private int rest;

  @Option(
      names = "--membership",
      paramLabel = "HOW",
      split = ",",
      description =
          "Try what it costs when a second ingest comes and goes, with members of its group that are"
              + " classic or static (group.instance.id).")
  private List<Membership> memberships = List.of();

  @Option(
      names = "--window",
      paramLabel = "S",
      defaultValue = "25",
      description = "How long images are streamed around each such event (default: 25).")
  private int window;

  @Mixin private JsonFileOption json;

  private record Results(int processors, List<ScaleRow> sizes, List<HandoverTrial.Row> handovers) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Verbosity.quiet();
    List<ClusterSize> sizes = sizes();
    Dataset dataset = pipeline.source().open();
    Settings wanted = settings.load(pipeline.defaults(), pipeline.settingsFor(dataset, 0));
    if (wanted.get(WorkerSettings.SOLVERS).contains("dwave")) {
      throw new CommandFailedException(
          "Each worker would spend a QPU budget of its own. Take solvers of this machine: --solver.");
    }
    Load load = new Load(dataset, pipeline);
    List<ScaleRow> rows = scale(load, wanted, sizes);
    List<HandoverTrial.Row> handovers = handOver(load, wanted, sizes.get(0));
    json.write(new Results(Runtime.getRuntime().availableProcessors(), rows, handovers));
    if (!rows.stream().allMatch(ScaleRow::sound)
        || !handovers.stream().allMatch(HandoverTrial.Row::sound)) {
      throw new CommandFailedException("Images were lost, refused or answered twice.");
    }
    return ExitCode.OK;
  }

  private List<ClusterSize> sizes() {
    try {
      if (repeats < 1) {
        throw new IllegalArgumentException("--repeats [" + repeats + "] must be at least 1");
      }
      return ClusterSize.oneFactorAtATime(
          ingest, workers, partitions, brokers.stream().map(Brokers::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<ScaleRow> scale(Load load, Settings wanted, List<ClusterSize> sizes)
      throws IOException, InterruptedException {
    ScaleRow.HEADINGS.forEach(this::say);
    List<ScaleRow> rows = new ArrayList<>();
    for (ClusterSize size : sizes) {
      try (ProcessCluster cluster = start(wanted, size, Membership.CLASSIC);
          Admin admin = Admin.create(cluster.settings().kafkaClient())) {
        var unused = load.atFullSpeed(cluster, warmUp);
        for (double rate : rows.isEmpty() ? rates : rates.subList(0, 1)) {
          ScaleRow row = row(load, cluster, admin, size, rate);
          say(row.line());
          rows.add(row);
        }
      }
    }
    printBytes(rows.get(0));
    return rows;
  }

  private ScaleRow row(
      Load load, ProcessCluster cluster, Admin admin, ClusterSize size, double rate)
      throws InterruptedException {
    boolean steady = settle(load, cluster, rate);
    LogBytes before = LogBytes.of(admin);
    List<ScaleRow.Repeat> measured = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      measured.add(load.measured(cluster, rate, seconds));
    }
    int images = measured.stream().mapToInt(ScaleRow.Repeat::images).sum();
    return new ScaleRow(
        size,
        rate,
        steady,
        measured,
        rest == 0 ? Map.of() : atRest(cluster),
        memory(cluster.processes()),
        LogBytes.of(admin).sinceByImage(before, images));
  }

  private boolean settle(Load load, ProcessCluster cluster, double rate)
      throws InterruptedException {
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < settle; round++) {
      double now = load.measured(cluster, rate, seconds).cpu();
      if (now >= before * STEADY) {
        return true;
      }
      before = now;
    }
    return false;
  }

  private SortedMap<String, Double> atRest(ProcessCluster cluster) throws InterruptedException {
    TimeUnit.SECONDS.sleep(1); // the last commits
    ProcessorTimes before = ProcessorTimes.of(cluster.processes());
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(rest);
    double percents = (System.nanoTime() - began) / 1e6 / 100;
    return ProcessorTimes.of(cluster.processes()).since(before, percents);
  }

  private static SortedMap<String, Integer> memory(List<ServiceProcess> processes) {
    Map<String, List<Integer>> byKind = new TreeMap<>();
    for (ServiceProcess process : processes) {
      Integer resident = process.residentMiB();
      if (resident != null) {
        byKind.computeIfAbsent(process.kind(), kind -> new ArrayList<>()).add(resident);
      }
    }
    SortedMap<String, Integer> mean = new TreeMap<>();
    byKind.forEach(
        (kind, each) ->
            mean.put(
                kind,
                (int)
                    Math.round(each.stream().mapToInt(Integer::intValue).average().orElseThrow())));
    return mean;
  }

  private List<HandoverTrial.Row> handOver(Load load, Settings wanted, ClusterSize base)
      throws IOException, InterruptedException {
    List<HandoverTrial.Row> rows = new ArrayList<>();
    ClusterSize single = new ClusterSize(1, base.workers(), base.partitions(), base.brokers());
    if (!memberships.isEmpty()) {
      say("");
      HandoverTrial.HEADINGS.forEach(this::say);
    }
    for (Membership membership : memberships) {
      try (ProcessCluster cluster = start(wanted, single, membership)) {
        var unused = load.atFullSpeed(cluster, warmUp);
        rows.addAll(
            new HandoverTrial(cluster, load, membership, rates.get(0), window)
                .run(row -> say(row.line())));
      }
    }
    return rows;
  }

  private ProcessCluster start(Settings wanted, ClusterSize size, Membership membership)
      throws IOException, InterruptedException {
    return ProcessCluster.start(
        new ProcessCluster.Plan(
            spec.root().userObject().getClass().getName(),
            wanted,
            size.shape(),
            (kind, number) ->
                kind.equals(ProcessCluster.INGEST) ? membership.settingsOf(number) : Map.of(),
            BrokerDirectory.temporary("scale-"),
            false));
  }

  private void printBytes(ScaleRow base) {
    say("");
    say("| topic, at the base | bytes an image |");
    say("|---|---|");
    base.bytesPerImage()
        .forEach(
            (topic, bytes) -> say(String.format(Locale.ROOT, "| `%s` | %.0f |", topic, bytes)));
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
