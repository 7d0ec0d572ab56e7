package io.qahan.deploy.bench;

import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cli.TextDisplay;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.Completion;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.pipeline.PipelineRun;
import io.qahan.deploy.pipeline.ResidentMemory;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.SummaryText;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.dataset.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      "With --model also what the network's forward pass alone makes on the same processors, before"
          + " and after."
    })
final class PipelineBenchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FORWARD = Duration.ofSeconds(10);

  @Mixin private PipelineOptions pipeline;
  @Mixin private SettingsOptions settings;
  @Spec private CommandSpec spec;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Images before the first measurement (default: 20000).")
  private int warmUp;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Images at full speed (default: 20000).")
  private int images;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "200",
      description = "Images a second of the latency run (default: 200).")
  private double rate;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long the latency run lasts (default: 30).")
  private int seconds;

  @Mixin private JsonFileOption json;

  /**
   * Both measurements.
   *
   * @param throughput the run at full speed
   * @param throughputCpuMs processor time of the whole JVM for one image of it
   * @param latency the run at a fixed rate
   * @param latencyCpuMs processor time of the whole JVM for one image of it
   * @param processors how many there are
   * @param memoryMiB held after both; null if unknown
   * @param forward images a second of the model's network alone; null without a model file
   */
  private record Results(
      RunSummary throughput,
      double throughputCpuMs,
      RunSummary latency,
      double latencyCpuMs,
      int processors,
      Integer memoryMiB,
      Forward forward) {}

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
   * @param cpuMs processor time of the whole JVM for one image
   */
  private record Measured(RunSummary summary, double cpuMs) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Verbosity.quiet();
    Dataset dataset = pipeline.source().open();
    LabelTiming labels = pipeline.source().labels();
    try (LocalPipeline running =
        LocalPipeline.start(
            BrokerDirectory.temporary(),
            settings.load(pipeline.defaults(), pipeline.settingsFor(dataset, 0)),
            pipeline.workers())) {
      run(running, dataset, "warm-up", new StreamPlan(warmUp, 0, labels, 0));
      Optional<ForwardTiming> forward =
          pipeline
              .model()
              .map(model -> ForwardTiming.of(model, streamed(dataset), System::nanoTime));
      double before = alone(forward);
      Measured throughput =
          run(running, dataset, "full speed", new StreamPlan(images, 0, labels, 0));
      Forward compared = compared(forward, before, throughput.summary().imagesPerSecond());
      int count = (int) Math.max(1, rate * seconds);
      Measured latency =
          run(
              running,
              dataset,
              String.format(Locale.ROOT, "%.0f images/s", rate),
              new StreamPlan(count, rate, labels, 0));
      json.write(
          new Results(
              throughput.summary(),
              throughput.cpuMs(),
              latency.summary(),
              latency.cpuMs(),
              Runtime.getRuntime().availableProcessors(),
              ResidentMemory.nowMiB(),
              compared));
    }
    return 0;
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

  private Measured run(LocalPipeline running, Dataset dataset, String name, StreamPlan plan)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ImageIds ids = new ImageIds(RunId.of(Clock.systemUTC().instant()));
    Outcomes outcomes = new Outcomes(ids, plan, Clock.systemUTC()::instant);
    long cpuBefore = ProcessorTime.nanos();
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
      double cpuMs = (ProcessorTime.nanos() - cpuBefore) / 1e6 / Math.max(1, plan.images());
      display.last("== " + name);
      new SummaryText(summary).lines().forEach(out::println);
      out.printf(
          Locale.ROOT,
          "processor time of the whole JVM %.3f ms an image; %d processors%n",
          cpuMs,
          Runtime.getRuntime().availableProcessors());
      out.flush();
      return new Measured(summary, cpuMs);
    }
  }
}
