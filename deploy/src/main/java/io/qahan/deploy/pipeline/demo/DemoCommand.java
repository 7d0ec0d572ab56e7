package io.qahan.deploy.pipeline.demo;

import io.qahan.deploy.cli.CommandFailedException;
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
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.SummaryText;
import io.qahan.deploy.pipeline.WorkersOption;
import io.qahan.deploy.pipeline.send.DatasetSplit;
import io.qahan.deploy.pipeline.send.ImageIds;
import io.qahan.deploy.pipeline.send.RunId;
import io.qahan.deploy.pipeline.send.ShuffledImages;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.deploy.pipeline.send.StreamOptions;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.ingest.dataset.Dataset;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan demo}: a broker and every service in this JVM, and a stream of real images. */
@Command(
    name = "demo",
    description = {
      "Start a broker and all services in this JVM, stream images with late labels, and watch the"
          + " head learn. Ends when every image is accounted for.",
      "Exit code 0 if each was answered once."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int IMAGES = 5_000;
  private static final double RATE = 250;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private PipelineOptions pipeline;
  @Mixin private WorkersOption workers;
  @Mixin private StreamOptions stream;
  @Mixin private SettingsOptions settings;
  @Spec private CommandSpec spec;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description = "Which images: train or test (default: train).")
  private DatasetSplit split;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Keep topics and heads here between runs (default: a temporary directory).")
  private Path directory;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Port of the live page (default: http.port, else any free one).")
  private Integer port;

  @Option(names = "--headless", description = "Do not open the live page.")
  private boolean headless;

  @Mixin private JsonFileOption json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Verbosity.quiet();
    StreamPlan plan = stream.plan(IMAGES, RATE, pipeline.source().labels());
    Dataset dataset = pipeline.source().open();
    ShuffledImages source = new ShuffledImages(split.of(dataset), pipeline.source().seed());
    Settings wanted = settings.load(pipeline.defaults(), pipeline.settingsFor(dataset, port));
    PrintWriter out = spec.commandLine().getOut();
    say(out, "starting a broker, ingest, " + workers.count() + " worker(s) and the trainer");
    BrokerDirectory records =
        directory == null ? BrokerDirectory.temporary() : BrokerDirectory.kept(directory);
    try (LocalPipeline running = LocalPipeline.start(records, wanted, workers.count())) {
      say(out, "live page: " + running.url());
      say(
          out,
          "Kafka, for other commands: --bootstrap-servers "
              + running.settings().get(CommonSettings.BOOTSTRAP_SERVERS));
      split.notes(dataset).forEach(note -> say(out, note));
      say(
          out,
          String.format(
              Locale.ROOT,
              "streaming the %s images of %s, of which there are %,d",
              split.slug(),
              dataset.name(),
              split.of(dataset).size()));
      if (!headless) {
        Browser.open(running.url());
      }
      RunSummary summary = stream(running, plan, source, dataset, out);
      new SummaryText(summary).lines().forEach(line -> say(out, line));
      json.write(summary);
      if (!summary.complete() || summary.deadLetters() != plan.corrupt()) {
        throw new CommandFailedException(
            String.format(
                    Locale.ROOT,
                    "Not every record ended as it should: %d of %d images answered, %d twice, %d"
                        + " dead",
                    summary.predictions(),
                    summary.images(),
                    summary.duplicates(),
                    summary.deadLetters())
                + " letters instead of "
                + plan.corrupt()
                + " "
                + summary.deadLettersByCause());
      }
    }
    return ExitCode.OK;
  }

  private RunSummary stream(
      LocalPipeline running,
      StreamPlan plan,
      ShuffledImages source,
      Dataset dataset,
      PrintWriter out)
      throws InterruptedException {
    ImageIds ids = new ImageIds(RunId.of(Clock.systemUTC().instant()));
    Outcomes outcomes = new Outcomes(ids, plan, Clock.systemUTC()::instant);
    LiveLine line = new LiveLine(outcomes, System::nanoTime);
    try (TextDisplay display = TextDisplay.on(out)) {
      display.every(line::text);
      RunSummary summary =
          new PipelineRun(
                  plan,
                  outcomes,
                  new Completion(outcomes, running::failure, PATIENCE, StreamClock.SYSTEM))
              .run(source, dataset.shape(), ids, running.settings(), pipeline.maxOutstanding());
      display.last(line.text());
      return summary.withFallbacks(running.fallbacks());
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
