package io.qahan.deploy.bench.swap;

import io.qahan.deploy.bench.swap.SwapLatency.Answered;
import io.qahan.deploy.bench.swap.SwapLatency.Part;
import io.qahan.deploy.bench.swap.SwapLatency.Swap;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.JsonFileOption;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cli.Verbosity;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.cluster.DirectoryTree;
import io.qahan.deploy.operate.TextTable;
import io.qahan.deploy.operate.release.Releases;
import io.qahan.deploy.pipeline.Completion;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.deploy.pipeline.PipelineOptions;
import io.qahan.deploy.pipeline.PipelineRun;
import io.qahan.deploy.pipeline.Quantiles;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.WorkersOption;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan bench swap}: latency while the model is replaced under a stream of images. */
@Command(
    name = "swap",
    description = {
      "Replace the model again and again under a stream of a fixed rate, broker and services in"
          + " this JVM, and tell the latency before, during and after.",
      "The two versions take turns; they are the model of --model and the same network with another"
          + " head, so both are loaded whole.",
      "Latency is from the moment an image was due until a reader of committed records sees its"
          + " answer."
    })
public final class SwapBenchCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** So much of the time between two releases is compared with, on either side. */
  private static final int AROUND = 3;

  @Mixin private PipelineOptions pipeline;
  @Mixin private WorkersOption workers;
  @Mixin private SettingsOptions settings;
  @Mixin private JsonFileOption json;
  @Spec private CommandSpec spec;

  @Option(
      names = "--swaps",
      paramLabel = "N",
      defaultValue = "10",
      description = "How often the model is replaced (default: 10).")
  private int swaps;

  @Option(
      names = "--every",
      paramLabel = "S",
      defaultValue = "6",
      description = "Seconds between two releases (default: 6).")
  private int every;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "50",
      description = "Images a second (default: 50).")
  private double rate;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Images before, as fast as they are answered (default: 5000).")
  private int warmUp;

  /**
   * All of it.
   *
   * @param takeOverMs from a release until the first answer of the new version
   */
  private record Results(
      RunSummary summary, int swaps, double rate, Quantiles takeOverMs, List<Part> parts) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (swaps < 1 || every < AROUND || !(rate > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "--swaps [%d] must be at least 1, --every [%d] at least %d, --rate [%s] above 0",
              swaps,
              every,
              AROUND,
              rate));
    }
    StoredModel first =
        pipeline
            .model()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "Say with --model which model file is to be replaced, for example"
                            + " deploy/models/mnist.qahan"));
    Verbosity.quiet();
    Dataset dataset = pipeline.source().open();
    Path directory = Files.createTempDirectory("qahan-swap");
    try (LocalPipeline running =
        LocalPipeline.start(
            BrokerDirectory.temporary(),
            settings.load(pipeline.defaults(), pipeline.settingsFor(dataset, 0)),
            workers.count())) {
      List<Path> versions = List.of(directory.resolve("a.qahan"), directory.resolve("b.qahan"));
      ModelFile.write(first, versions.get(0));
      ModelFile.write(withOtherHead(first), versions.get(1));
      stream(
          running,
          dataset,
          new StreamPlan(warmUp, 0, pipeline.source().labels(), 0),
          new ArrayList<>());
      Results results = measure(running, dataset, versions);
      print(results);
      json.write(results);
      return 0;
    } finally {
      DirectoryTree.delete(directory);
    }
  }

  private Results measure(LocalPipeline running, Dataset dataset, List<Path> versions)
      throws InterruptedException {
    int images = (int) Math.ceil(rate * every * (swaps + 1));
    StreamPlan plan = new StreamPlan(images, rate, pipeline.source().labels(), 0);
    List<Answered> answers = Collections.synchronizedList(new ArrayList<>());
    FutureTask<RunSummary> streamed =
        new FutureTask<>(() -> stream(running, dataset, plan, answers));
    Thread thread = new Thread(streamed, "swap-stream");
    long begin = System.nanoTime();
    thread.start();
    List<Swap> done = new ArrayList<>();
    try {
      for (int i = 1; i <= swaps && !streamed.isDone(); i++) {
        long due = begin + TimeUnit.SECONDS.toNanos((long) i * every);
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
        Path file = versions.get(i % versions.size());
        Instant asked = Instant.now();
        Releases.release(running.settings(), file, "bench swap");
        done.add(new Swap(asked, Instant.now(), ModelFile.read(file).version()));
      }
      RunSummary summary = streamed.get();
      SwapLatency latency =
          new SwapLatency(answers, done, Duration.ofSeconds(every).dividedBy(AROUND));
      return new Results(summary, done.size(), rate, latency.takeOver(), latency.parts());
    } catch (ExecutionException e) {
      throw new CommandFailedException(e.getCause().getMessage(), e.getCause());
    } finally {
      streamed.cancel(true);
      thread.join();
    }
  }

  private RunSummary stream(
      LocalPipeline running, Dataset dataset, StreamPlan plan, List<Answered> answers)
      throws InterruptedException {
    ImageIds ids = new ImageIds(RunId.of(Clock.systemUTC().instant()));
    Outcomes outcomes =
        new Outcomes(
            ids,
            plan,
            Clock.systemUTC()::instant,
            (answer, millis) ->
                answers.add(new Answered(answer.getEventTime(), millis, answer.getModelVersion())));
    return new PipelineRun(
            plan,
            outcomes,
            new Completion(outcomes, running::failure, PATIENCE, StreamClock.SYSTEM))
        .run(
            new ShuffledImages(dataset.train(), pipeline.source().seed()),
            dataset.shape(),
            ids,
            running.settings(),
            pipeline.maxOutstanding());
  }

  /** Another version, which answers nearly alike. */
  private static StoredModel withOtherHead(StoredModel model) {
    float[] weights = model.firstHead().weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weights[i] * 1.01f + 1e-6f;
    }
    try {
      return model.withHead(Optional.of(StoredModel.headOf(model.headShape(), weights)));
    } catch (HeadRefusedException e) {
      throw new IllegalStateException("a head that is nearly the model's own was refused", e);
    }
  }

  private void print(Results results) {
    PrintWriter out = spec.commandLine().getOut();
    RunSummary summary = results.summary();
    out.printf(
        Locale.ROOT,
        "%,d of %,d images answered, %d twice, %d degraded, %d dead letters; the model replaced %d"
            + " times at %.0f images/s%n",
        summary.predictions(),
        summary.images(),
        summary.duplicates(),
        summary.degraded(),
        summary.deadLetters(),
        results.swaps(),
        results.rate());
    Quantiles takeOver = results.takeOverMs();
    out.printf(
        Locale.ROOT,
        "from a release until the first answer of its version: %.0f ms in the middle, %.0f at"
            + " most%n",
        takeOver.p50(),
        takeOver.max());
    List<List<String>> rows = new ArrayList<>();
    for (Part part : results.parts()) {
      Quantiles ms = part.latencyMs();
      rows.add(
          List.of(
              part.name(),
              Long.toString(ms.count()),
              tenths(ms.p50()),
              tenths(ms.p99()),
              tenths(ms.max())));
    }
    new TextTable(List.of("images sent", "count", "p50 ms", "p99 ms", "max ms"), rows)
        .lines()
        .forEach(out::println);
    out.flush();
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
