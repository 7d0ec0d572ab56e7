package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.DurationOption;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.offline.models.DeviceOption;
import io.qahan.deploy.offline.train.ProgressLine;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ReleaseOptions;
import io.qahan.deploy.operate.release.Releases;
import io.qahan.deploy.operate.replay.ReplayTime;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.StateArchive;
import io.qahan.trainer.paper.network.TrainingFailedException;
import io.qahan.trainer.retrain.LogWindow;
import io.qahan.trainer.retrain.Retraining;
import io.qahan.trainer.retrain.UnusableWindowException;
import io.qahan.trainer.retrain.Verdict;
import io.qahan.trainer.retrain.WindowImages;
import io.qahan.trainer.retrain.WindowReader;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan retrain}: the whole network anew, from the labelled images in Kafka. */
@Command(
    name = "retrain",
    description = {
      "Train a successor of the model that serves on the labelled images in Kafka, hold it against"
          + " the model that serves on the newest tenth, which is kept out, and release it if it is"
          + " better beyond chance. Services run on meanwhile and take it over between two images.",
      "Each step is a record in the topic retrainings, and shows on the live page.",
      "Exit code 3: it is not better, and nothing was released. Exit code 4: another process retrains"
          + " the model."
    })
public final class RetrainCommand implements Callable<Integer> {
  /** The candidate is not better. */
  private static final int NOT_BETTER = 3;

  /** Another process retrains the model. */
  private static final int TAKEN = 4;

  private static final int MOST_BY_TIME = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;
  @Mixin private ReleaseOptions release;
  @Mixin private DeviceOption device;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model, as -D model=NAME (default: the setting model).")
  private String model;

  @ArgGroup(multiplicity = "1")
  private Part part;

  /** Which images. */
  private static final class Part {
    @Option(
        names = "--from",
        paramLabel = "TIME",
        description =
            "Images from then on: how long ago, like 6h, or a time like 2026-01-31T08:00:00Z.")
    private String from;

    @Option(names = "--last", paramLabel = "N", description = "The newest N images.")
    private Integer last;

    @Option(
        names = "--since-drift",
        description =
            "Images from the one on whose label made the trainer notice drift, and a quarter as many"
                + " of before it.")
    private boolean sinceDrift;

    @Option(
        names = "--due",
        description =
            "What the trainer asked for (trainer.retrain=on-drift or every:24h); nothing if it asked"
                + " for nothing. Goes on with what an interrupted one left.")
    private boolean due;
  }

  @Option(
      names = "--before",
      paramLabel = "N",
      description =
          "With --from or --since-drift: so many images of before it besides, chosen at random, so that"
              + " what was is not forgotten.")
  private Integer before;

  @ArgGroup private Start start = new Start();

  /** Where the weights begin. */
  private static final class Start {
    @Option(
        names = "--fine-tune",
        description = "Begin with the weights that serve, the newest head included (default).")
    private boolean fineTune;

    @Option(names = "--from-scratch", description = "Begin with random weights.")
    private boolean fromScratch;
  }

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Passes over the images, at most (default: 10).")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Stop when none of the last N epochs did better on a tenth of the images that is only for"
              + " this (default: 3).")
  private int patience;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Adam's learning rate (default: 0.001).")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of order, dropout and random weights (default: 1).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that solve masks; the result does not depend on them (default: as many as there"
              + " are processors).")
  private Integer threads;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "For the images, the checkpoint and the candidate (default: .cache/qahan/retrain/ with"
              + " the prefix and the model behind it, in the user's home).")
  private Path work;

  @Option(
      names = "--cache-mib",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "How many MiB of decoded images to keep there; the newest that fit are learned from"
              + " (default: 4096).")
  private long cacheMib;

  @Option(
      names = "--resume",
      description = "Go on with what an interrupted retraining left in --work, if there is any.")
  private boolean resume;

  @Option(
      names = "--shadow",
      paramLabel = "TIME",
      description =
          "Before it is released, let the candidate answer beside the serving model for so long,"
              + " unseen, and release it only if it is no worse on the labels that came meanwhile,"
              + " for example 10m.")
  private String shadow;

  @Option(
      names = "--shadow-labels",
      paramLabel = "N",
      defaultValue = "50",
      description = "So many labels it takes, or nothing is released (default: 50).")
  private int shadowLabels;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "For a model file that no record carries (8 MiB): a place that every ingest and trainer"
              + " can read, such as file:///shared/models/. Behind file: it is copied there,"
              + " otherwise you are told how to put it there and push it.")
  private String url;

  @Option(names = "--dry-run", description = "Train and compare, and release nothing.")
  private boolean dryRun;

  private Optional<Shadow.Terms> terms = Optional.empty();
  private LargeModels large;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (cacheMib < 1 || cacheMib > 1 << 20) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--cache-mib [%d] must be from 1 to 1,048,576", cacheMib));
    }
    if (before != null && (part.last != null || part.due)) {
      throw new IllegalArgumentException("--before goes with --from or --since-drift");
    }
    terms =
        Optional.ofNullable(shadow)
            .map(time -> new Shadow.Terms(DurationOption.parse("--shadow", time), shadowLabels));
    large = new LargeModels(Optional.ofNullable(url));
    device.use();
    Settings settings =
        broker.load(
            model == null ? Map.of() : new HashMap<>(Map.of(CommonSettings.MODEL.name(), model)));
    Path directory = work != null ? work : directoryOf(settings);
    try {
      return Brokers.ask(settings, brokers -> retrain(brokers, directory));
    } catch (RetrainTakenException e) {
      spec.commandLine().getErr().println("qahan: " + e.getMessage());
      return TAKEN;
    } catch (TrainingFailedException | UnusableWindowException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static Path directoryOf(Settings settings) {
    String given = settings.get(TrainerSettings.RETRAIN_WORK);
    Path all =
        given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache", "qahan", "retrain")
            : Path.of(given);
    return all.resolve(
        settings.get(CommonSettings.TOPIC_PREFIX) + settings.get(CommonSettings.MODEL));
  }

  private LogWindow window(Brokers brokers, Optional<RetrainStep> due) {
    Instant from =
        part.from == null ? Instant.EPOCH : ReplayTime.parse("--from", part.from, Instant.now());
    int most = part.last == null ? MOST_BY_TIME : part.last;
    Optional<String> image = Optional.empty();
    int reservoir = before == null ? 0 : before;
    if (due.isPresent()) {
      most = due.get().getImages();
      image = Optional.ofNullable(due.get().getChangedAt());
      reservoir = due.get().getBefore();
    } else if (part.sinceDrift) {
      RetrainRule.Due change = newestDrift(brokers);
      image = Optional.of(change.image());
      reservoir = before == null ? change.reservoir() : before;
    }
    return new LogWindow(
        from,
        image,
        most,
        reservoir,
        cacheMib << 20,
        brokers.settings().get(TrainerSettings.JOIN_RETENTION_LABELS));
  }

  private static RetrainRule.Due newestDrift(Brokers brokers) {
    return new StateArchive(new LogScan(brokers::reader), RetrainSteps.topicsOf(brokers))
        .newest()
        .map(TrainingState::getRecovery)
        .filter(recovery -> !recovery.getImage().isEmpty())
        .map(recovery -> new RetrainRule.Due(recovery.getImage(), recovery.getSince()))
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "The trainer of model [%s] has noticed no drift. Say from when on, --from TIME, or how many, --last N."
                        .formatted(brokers.settings().get(CommonSettings.MODEL))));
  }

  private int retrain(Brokers brokers, Path directory) throws ExecutionException {
    try (RetrainLease lease = RetrainLease.take(brokers)) {
      Optional<RetrainStep> due = part.due ? RetrainSteps.due(brokers) : Optional.empty();
      if (part.due && due.isEmpty()) {
        TerminalLine.on(spec.commandLine().getOut()).print("no retraining is due");
        return ExitCode.OK;
      }
      RetrainSteps steps = new RetrainSteps(brokers, due, release.by(), dryRun);
      try {
        return retrain(brokers, lease, steps, window(brokers, due), directory);
      } catch (TrainingFailedException | UnusableWindowException | CommandFailedException e) {
        steps.failed(e.getMessage());
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted: go on with --resume", e);
    }
  }

  private int retrain(
      Brokers brokers, RetrainLease lease, RetrainSteps steps, LogWindow window, Path directory)
      throws ExecutionException, InterruptedException {
    TerminalLine line = TerminalLine.on(spec.commandLine().getOut());
    try {
      List<String> abandoned = Shadow.removeAbandoned(brokers);
      if (!abandoned.isEmpty()) {
        line.print(
            String.format(
                Locale.ROOT,
                "%d topics of a shadow that was killed are removed",
                abandoned.size()));
      }
      ServingModel serving = ServingModel.in(brokers);
      Optional<ServingModel> begun =
          resume || part.due
              ? ServingModel.keptIn(
                      directory, part.due ? Optional.of(steps.retraining()) : Optional.empty())
                  .filter(kept -> kept.releasedVersion().equals(serving.releasedVersion()))
              : Optional.empty();
      ServingModel before = begun.orElse(serving);
      line.print(before.line());
      steps.began(before);
      try (WindowImages images =
          images(brokers, begun, before, window, directory, steps.retraining(), line)) {
        images.counts().lines().forEach(line::print);
        large.warning(ServingModel.fileIn(directory)).ifPresent(line::print);
        Retraining retraining = Retraining.of(before.model(), images, options(), directory);
        line.print(retraining.parts());
        if (retraining.isOfHeadAlone()) {
          line.print("the network of this model stays as it is: only its head is fitted");
        }
        StoredModel candidate =
            retraining.train(
                begun.isPresent(), new ProgressLine(line, System::nanoTime), line::print);
        ServingModel now = patiently(brokers, line); // its head has learned meanwhile
        Verdict verdict = retraining.judge(now.model(), candidate);
        verdict.lines(candidate.classes(), now.head()).forEach(line::print);
        steps.scored(candidate, verdict, images.size() - verdict.images());
        int exitCode =
            release(brokers, lease, retraining, steps, candidate, before, verdict, images, line);
        if (exitCode == ExitCode.OK && !dryRun) {
          ServingModel.forget(directory); // the next one begins with what serves then
        }
        return exitCode;
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          "The retraining cannot go on (%s). Is [%s] a directory that can be written, with room left? Then say the same again with --resume."
              .formatted(e, directory),
          e);
    }
  }

  /** Brokers that are away for minutes need not cost hours of training. */
  private static ServingModel patiently(Brokers brokers, TerminalLine line)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return ServingModel.in(brokers);
      } catch (KafkaException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        line.print("the brokers do not answer (%s); trying again".formatted(e.getMessage()));
        TimeUnit.SECONDS.sleep(5);
      }
    }
  }

  private Retraining.Options options() {
    return new Retraining.Options(
        start.fromScratch && !start.fineTune,
        epochs,
        patience,
        learningRate,
        seed,
        threads != null ? threads : Runtime.getRuntime().availableProcessors());
  }

  private static WindowImages images(
      Brokers brokers,
      Optional<ServingModel> begun,
      ServingModel before,
      LogWindow window,
      Path directory,
      String retraining,
      TerminalLine line)
      throws IOException {
    if (begun.isPresent()) {
      Optional<WindowImages> known = WindowImages.in(directory);
      if (known.isPresent()) {
        line.print("going on with the window in [%s]".formatted(directory));
        return known.get();
      }
    }
    ServingModel.forget(directory);
    WindowImages images =
        WindowReader.read(
            window,
            before.model(),
            new WindowReader.Log(brokers::reader, brokers.names(), brokers.codecs()),
            directory,
            line::draw);
    before.keepIn(directory, retraining);
    return images;
  }

  private int release(
      Brokers brokers,
      RetrainLease lease,
      Retraining retraining,
      RetrainSteps steps,
      StoredModel candidate,
      ServingModel before,
      Verdict verdict,
      WindowImages images,
      TerminalLine line)
      throws IOException, ExecutionException, InterruptedException {
    Optional<String> objection =
        verdict.isBetter() ? Optional.empty() : Optional.of(verdict.conclusion());
    if (terms.isPresent() && (objection.isEmpty() || release.isForced())) {
      objection =
          Shadow.objection(terms.get(), brokers, retraining.file(), candidate.classes(), line);
    }
    if (objection.isPresent() && !release.isForced()) {
      line.print(
          "nothing was released: %s. The candidate is in [%s]; --force releases it all the same."
              .formatted(objection.get(), retraining.file()));
      steps.withheld(objection.get());
      return NOT_BETTER;
    }
    objection.ifPresent(text -> line.print("--force, although: " + text));
    if (dryRun) {
      line.print(
          "nothing was released (--dry-run). The candidate is in [%s]"
              .formatted(retraining.file()));
      return ExitCode.OK;
    }
    Optional<String> place = large.urlOf(retraining.file(), candidate, brokers.settings());
    lease.check();
    Releases.pushSuccessor(
        brokers.settings(),
        retraining.file(),
        place,
        before.releasedVersion(),
        release.withReason(
            String.format(
                Locale.ROOT,
                "retrained on %,d images: accuracy %.4f, before %.4f",
                images.size() - verdict.images(),
                verdict.candidate().accuracy(),
                verdict.serving().accuracy())),
        steps::promoted,
        output);
    steps.withheld("the version that was made serves already");
    return ExitCode.OK;
  }
}
