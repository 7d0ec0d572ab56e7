package io.qahan.deploy.prove;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.DurationOption;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.process.ClusterShape;
import io.qahan.deploy.prove.ledger.Judgement;
import io.qahan.deploy.prove.ledger.Ledger;
import io.qahan.deploy.prove.ledger.LedgerReader;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.schemas.settings.Settings;
import io.qahan.worker.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qahan prove}: breaks a cluster and says which promises it kept. */
@Command(
    name = "prove",
    description = {
      "Start a cluster of processes on loopback, stream labelled images through it, break things by"
          + " a seed, and say what became of each image, label and head.",
      "The books are kept from the topics alone. Exit code 1 if a promise was broken.",
      "With --verify-only the same is said of a cluster of yours, of what its topics keep; nothing"
          + " is written, started or broken."
    })
public final class ProveCommand implements Callable<Integer> {
  private static final int A_MINUTE = 60;
  private static final int FAULT_EVERY = 10; // seconds, unless said

  @Mixin private PipelineOptions pipeline;
  @Mixin private BrokerOption broker;
  @Spec private CommandSpec spec;

  @Option(
      names = "--verify-only",
      description = "Judge the cluster at --bootstrap-servers by what its topics hold.")
  private boolean verifyOnly;

  @Option(
      names = "--settle",
      paramLabel = "DURATION",
      defaultValue = "1m",
      description =
          "With --verify-only: what came within so long before now may be under way (default: 1m).")
  private String settle;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "1",
      description = "1, or 3 that keep three copies of each record (default: 1).")
  private int brokers;

  @Option(
      names = "--ingest",
      paramLabel = "N",
      defaultValue = "2",
      description = "Instances of ingest (default: 2).")
  private int ingest;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Instances of the worker (default: 2).")
  private int workers;

  @Option(
      names = "--trainers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Instances of the trainer: one trains, the others stand by (default: 2).")
  private int trainers;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of the topics that are keyed by image id (default: 4).")
  private int partitions;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many images (default: as many as --minutes take).")
  private Integer images;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "3",
      description = "How long, where --images is not given (default: 3).")
  private double minutes;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "50",
      description = "Images a second at most (default: 50).")
  private double rate;

  @Option(
      names = "--corrupt",
      paramLabel = "N",
      defaultValue = "0",
      description = "Mix in N records that must end as dead letters (default: 0).")
  private int corrupt;

  @Option(
      names = "--correct",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Correct the label of one image of N, to a wrong class and back; 0: none (default: 10).")
  private int correct;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      description = "Which kinds: ${COMPLETION-CANDIDATES} (default: all).")
  private List<FaultKind> kinds = List.of(FaultKind.values());

  @Option(
      names = "--faults-count",
      paramLabel = "N",
      description = "How many faults, evenly among the images (default: one in ten seconds).")
  private Integer faults;

  @Option(
      names = "--longest",
      paramLabel = "DURATION",
      defaultValue = "20s",
      description = "The longest that a fault lasts (default: 20s).")
  private String longest;

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description =
          "At the end, for how long nothing may happen before what is missing is lost (default:"
              + " 2m).")
  private String patience;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "A new directory for records, states and what the processes say, which is kept (default:"
              + " a temporary one).")
  private Path work;

  @Option(names = "--report", paramLabel = "FILE", description = "Write a report in Markdown here.")
  private Path report;

  @Mixin private JsonFileOption json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Verbosity.quiet();
    return verifyOnly ? verify() : prove();
  }

  private int verify() throws IOException, InterruptedException {
    Duration young;
    try {
      young = DurationOption.parse("--settle", settle);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Settings settings = broker.load();
    Ledger ledger = new Ledger(settings);
    long until = Clock.systemUTC().millis() - young.toMillis();
    Judgement verdict =
        Brokers.ask(
            settings,
            asked -> {
              LedgerReader.readAll(settings, ledger);
              return ledger.verdict(until);
            });
    json.write(verdict);
    if (report != null) {
      Files.writeString(report, String.join("\n", ProveReport.lines(verdict)) + "\n");
    }
    return said(verdict);
  }

  private int prove() throws IOException, InterruptedException {
    if (spec.commandLine().getParseResult().hasMatchedOption("--bootstrap-servers")) {
      throw new ParameterException(
          spec.commandLine(),
          "--bootstrap-servers needs --verify-only: nobody's cluster is broken but the command's own");
    }
    Dataset dataset = pipeline.source().open();
    Settings settings = broker.load(pipeline.settingsFor(dataset, 0));
    if (settings.get(WorkerSettings.SOLVERS).contains("dwave")) {
      throw new CommandFailedException(
          "Each worker would spend a QPU budget of its own. Take solvers of this machine: --solver.");
    }
    ProveRun.Plan plan;
    try {
      plan = plan(dataset, settings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    ProveResult result = new ProveRun(plan, this::say).run();
    json.write(result);
    if (report != null) {
      Files.writeString(report, ProveReport.markdown(result, asGiven()));
    }
    return said(result.verdict());
  }

  private ProveRun.Plan plan(Dataset dataset, Settings settings) throws IOException {
    if (brokers != 1 && brokers != 3) {
      throw new IllegalArgumentException("--brokers [" + brokers + "] must be 1 or 3");
    }
    for (int count : new int[] {ingest, workers, trainers, partitions}) {
      if (count < 1) {
        throw new IllegalArgumentException(
            "--ingest, --workers, --trainers and --partitions must be at least 1, and one is ["
                + count
                + "]");
      }
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("--rate [" + rate + "] must be more than 0");
    }
    int count = images == null ? (int) Math.round(minutes * A_MINUTE * rate) : images;
    int broken = faults == null ? (int) Math.round(count / rate / FAULT_EVERY) : faults;
    StreamPlan stream = new StreamPlan(count, rate, pipeline.source().labels(), corrupt);
    ClusterShape shape =
        new ClusterShape(brokers, Math.min(3, brokers), partitions, ingest, workers, trainers);
    List<Fault> drawn =
        FaultPlan.draw(
            pipeline.source().seed(),
            EnumSet.copyOf(kinds),
            broken,
            shape,
            DurationOption.parse("--longest", longest));
    return new ProveRun.Plan(
        spec.root().userObject().getClass().getName(),
        settings,
        shape,
        dataset,
        pipeline.source().seed(),
        stream,
        correct,
        pipeline.maxOutstanding(),
        drawn,
        DurationOption.parse("--patience", patience),
        work == null ? BrokerDirectory.temporary("prove-") : BrokerDirectory.kept(work));
  }

  private String asGiven() {
    return "deploy/qahan " + String.join(" ", spec.commandLine().getParseResult().originalArgs());
  }

  private int said(Judgement verdict) {
    ProveReport.lines(verdict).forEach(this::say);
    return verdict.isKept() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
