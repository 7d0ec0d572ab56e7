package io.qahan.deploy.bench;

import io.qahan.deploy.bench.profile.FlightProfile;
import io.qahan.deploy.bench.profile.ProcessorTime;
import io.qahan.deploy.bench.profile.ThreadTime;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cli.TextDisplay;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.operate.TextTable;
import io.qahan.deploy.pipeline.Completion;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.pipeline.PipelineRun;
import io.qahan.deploy.pipeline.ResidentMemory;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.SummaryText;
import io.qahan.deploy.pipeline.WorkersOption;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.dataset.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench pipeline}: images a second, and latency at a fixed rate. */
@Command(
    name = "pipeline",
    description = {
      "Measure the whole pipeline with the broker in the same JVM: first as many images a second as"
          + " it answers, then latency at a fixed rate.",
      "Latency is from the moment an image was due until a reader of committed records sees its"
          + " answer.",
      "Before that images are streamed until the JIT compiler is quiet, or --warm-up-limit is"
          + " reached: the first of them show what a fresh JVM makes.",
      "With --model also what the network's forward pass alone makes on the same processors, before"
          + " and after."
    })
final class PipelineBenchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FORWARD = Duration.ofSeconds(10);

  /** The compiler's share of the processor time that counts as none. */
  private static final double QUIET = 0.03;

  private static final int MORE_WARM_UP = 5_000;
  private static final double LEAST_SHOWN = 0.005;
  private static final double LEAST_STAGE = 0.02;

  @Mixin private PipelineOptions pipeline;
  @Mixin private WorkersOption workers;
  @Mixin private SettingsOptions settings;
  @Spec private CommandSpec spec;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "20000",
      description = "The first images of the fresh JVM, measured by themselves (default: 20000).")
  private int warmUp;

  @Option(
      names = "--warm-up-limit",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "After the first images, 5000 more at a time until the JIT compiler takes less than 3 %% of"
              + " the processor time, up to so many in all (default: 200000).")
  private int warmUpLimit;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Images at full speed (default: 20000).")
  private int images;

  @Option(
      names = "--rate",
      paramLabel = "R",
      split = ",",
      defaultValue = "200",
      description = "Images a second of the latency runs, one run each (default: 200).")
  private List<Double> rates;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long a latency run lasts (default: 30).")
  private int seconds;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "Say where the processor time of the run at full speed went, by thread and stage, and keep"
              + " Java Flight Recorder's recording here.")
  private Path profile;

  @Mixin private JsonFileOption json;

  /**
   * All measurements.
   *
   * @param first the first images of the fresh JVM
   * @param warmUpImages streamed before the run at full speed, the first ones included
   * @param throughput the run at full speed
   * @param latency the runs at fixed rates
   * @param processors how many there are
   * @param memoryMiB held after all of them; null if unknown
   * @param forward images a second of the model's network alone; null without a model file
   * @param profile where the processor time at full speed went; null unless asked for
   */
  private record Results(
      Measured first,
      int warmUpImages,
      Measured throughput,
      List<Measured> latency,
      int processors,
      Integer memoryMiB,
      Forward forward,
      List<ThreadTime> profile) {}

  /**
   * The forward pass alone, before and after the pipeline at full speed.
   *
   * @param imagesPerSecond the mean of both
   * @param threads that ran it, one a processor
   * @param share what the pipeline makes of it
   */
  private record Forward(double imagesPerSecond, int threads, double share) {}

  /**
   * One measurement.
   *
   * @param rate images a second that were asked for; 0: as fast as answers come
   * @param cpuMs processor time of the whole JVM for one image
   * @param compilerShare of that time the JIT compiler's
   */
  private record Measured(double rate, RunSummary summary, double cpuMs, double compilerShare) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Verbosity.quiet();
    Dataset dataset = pipeline.source().open();
    try (FlightProfile flight = profile == null ? null : FlightProfile.into(profile);
        LocalPipeline running =
            LocalPipeline.start(
                BrokerDirectory.temporary(),
                settings.load(pipeline.defaults(), pipeline.settingsFor(dataset, 0)),
                workers.count())) {
      Measured first = run(running, dataset, "a fresh JVM", warmUp, 0);
      int warmed = warmUp + warmUp(running, dataset, first);
      Optional<ForwardTiming> forward =
          pipeline
              .model()
              .map(model -> ForwardTiming.of(model, streamed(dataset), System::nanoTime));
      double before = alone(forward);
      if (flight != null) {
        flight.begin();
      }
      Measured throughput = run(running, dataset, "full speed", images, 0);
      List<ThreadTime> profiled = flight == null ? null : flight.end(images);
      if (profiled != null) {
        print(profiled);
      }
      Forward compared = compared(forward, before, throughput.summary().imagesPerSecond());
      List<Measured> latency = new ArrayList<>();
      for (double rate : rates) {
        int count = (int) Math.max(1, rate * seconds);
        latency.add(
            run(running, dataset, String.format(Locale.ROOT, "%.0f images/s", rate), count, rate));
      }
      json.write(
          new Results(
              first,
              warmed,
              throughput,
              latency,
              Runtime.getRuntime().availableProcessors(),
              ResidentMemory.nowMiB(),
              compared,
              profiled));
    }
    return 0;
  }

  /** Until the compiler is quiet. Returns how many images that took. */
  private int warmUp(LocalPipeline running, Dataset dataset, Measured first)
      throws InterruptedException {
    int streamed = 0;
    double share = first.compilerShare();
    while (share > QUIET && warmUp + streamed < warmUpLimit) {
      int more = Math.min(MORE_WARM_UP, warmUpLimit - warmUp - streamed);
      share = run(running, dataset, "warm-up", more, 0).compilerShare();
      streamed += more;
    }
    return streamed;
  }

  private void print(List<ThreadTime> profiled) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("== processor time by thread and stage, ms an image");
    List<List<String>> rows =
        profiled.stream()
            .filter(row -> row.share() >= LEAST_SHOWN)
            .map(
                row ->
                    List.of(
                        String.format(Locale.ROOT, "%.3f", row.millis()),
                        String.format(Locale.ROOT, "%.1f%%", 100 * row.share()),
                        row.threads(),
                        stages(row)))
            .toList();
    new TextTable(List.of("ms", "share", "threads", "stages"), rows).lines().forEach(out::println);
    out.flush();
  }

  private static String stages(ThreadTime row) {
    return row.stages().entrySet().stream()
        .filter(stage -> stage.getValue() >= row.millis() * LEAST_STAGE)
        .map(stage -> String.format(Locale.ROOT, "%s %.3f", stage.getKey(), stage.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static double alone(Optional<ForwardTiming> forward) throws InterruptedException {
    return forward.isPresent() ? forward.get().imagesPerSecond(FORWARD) : 0;
  }

  /** Nothing without a model file; the network's memory ends with it. */
  private Forward compared(Optional<ForwardTiming> forward, double before, double pipelined)
      throws InterruptedException {
    if (forward.isEmpty()) {
      return null;
    }
    try (ForwardTiming timing = forward.get()) {
      double mean = (before + alone(forward)) / 2;
      Forward compared = new Forward(mean, timing.threads(), pipelined / mean);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "the network's forward pass alone, %d threads: %.0f images/s; the pipeline makes %.0f %% of"
              + " it%n",
          compared.threads(),
          mean,
          100 * compared.share());
      out.flush();
      return compared;
    }
  }

  private ShuffledImages streamed(Dataset dataset) {
    return new ShuffledImages(dataset.train(), pipeline.source().seed());
  }

  private Measured run(LocalPipeline running, Dataset dataset, String name, int count, double rate)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StreamPlan plan = new StreamPlan(count, rate, pipeline.source().labels(), 0);
    ImageIds ids = new ImageIds(RunId.of(Clock.systemUTC().instant()));
    Outcomes outcomes = new Outcomes(ids, plan, Clock.systemUTC()::instant);
    long cpuBefore = ProcessorTime.nanos();
    long compilerBefore = ProcessorTime.compilerNanos();
    long threadsBefore = threadNanos();
    try (TextDisplay display = TextDisplay.on(out)) {
      display.every(
          () ->
              String.format(
                  Locale.ROOT, "%s: %,d of %,d", name, outcomes.accounted(), plan.images()));
      RunSummary summary =
          new PipelineRun(
                  plan,
                  outcomes,
                  new Completion(outcomes, running::failure, PATIENCE, StreamClock.SYSTEM))
              .run(
                  streamed(dataset),
                  dataset.shape(),
                  ids,
                  running.settings(),
                  pipeline.maxOutstanding());
      long cpu = ProcessorTime.nanos() - cpuBefore;
      double cpuMs = cpu / 1e6 / Math.max(1, count);
      double compiler =
          compilerShare(
              cpu, ProcessorTime.compilerNanos() - compilerBefore, threadNanos() - threadsBefore);
      display.last("== " + name);
      new SummaryText(summary).lines().forEach(out::println);
      out.printf(
          Locale.ROOT,
          "processor time of the whole JVM %.3f ms an image, %.0f %% of it the JIT compiler's; %d"
              + " processors%n",
          cpuMs,
          100 * compiler,
          Runtime.getRuntime().availableProcessors());
      out.flush();
      return new Measured(rate, summary, cpuMs, compiler);
    }
  }

  /** It had no more than no Java thread did, however long it took on a busy machine. */
  private static double compilerShare(long cpu, long compiling, long threads) {
    return Math.max(0, Math.min(compiling, cpu - threads)) / (double) Math.max(1, cpu);
  }

  private static long threadNanos() {
    return ProcessorTime.nanosOfThreads().values().stream().mapToLong(Long::longValue).sum();
  }
}
