package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.deploy.offline.train.ProgressLine;
import io.qahan.deploy.operate.Brokers;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.trainer.paper.network.TrainingFailedException;
import io.qahan.trainer.retrain.LogWindow;
import io.qahan.trainer.retrain.Retraining;
import io.qahan.trainer.retrain.UnusableWindowException;
import io.qahan.trainer.retrain.Verdict;
import io.qahan.trainer.retrain.WindowImages;
import io.qahan.trainer.retrain.WindowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ExitCode;

/**
 * One retraining, from the place in the group that lets no other process work to the end of its
 * candidate: images are read, a network is trained on them and held against what serves. For one
 * thread.
 */
final class RetrainRun {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * What was asked for.
   *
   * @param window which images
   * @param fit how to train on them
   * @param resume whether to go on with what an interrupted one left in the directory
   * @param directory for images, checkpoints and the candidate
   * @param by who runs it, for people
   */
  record Asked(WindowOptions window, FitOptions fit, boolean resume, Path directory, String by) {}

  private final Asked asked;
  private final CandidateRelease release;
  private final Brokers brokers;
  private final TerminalLine line;

  RetrainRun(Asked asked, CandidateRelease release, Brokers brokers, TerminalLine line) {
    this.asked = asked;
    this.release = release;
    this.brokers = brokers;
    this.line = line;
  }

  /**
   * Runs it.
   *
   * @return the exit code
   * @throws RetrainTakenException if another process retrains the model
   * @throws UnusableWindowException if nothing can be learned from what came
   * @throws CommandFailedException if it cannot go on
   */
  int run() throws ExecutionException {
    boolean isDue = asked.window().isDue();
    try (RetrainLease lease = RetrainLease.take(brokers)) {
      Optional<RetrainStep> due = isDue ? RetrainSteps.due(brokers) : Optional.empty();
      if (isDue && due.isEmpty()) {
        line.print("no retraining is due");
        return ExitCode.OK;
      }
      RetrainSteps steps = new RetrainSteps(brokers, due, asked.by(), release.dryRun());
      try {
        return run(lease, steps, asked.window().window(brokers, due));
      } catch (TrainingFailedException | UnusableWindowException | CommandFailedException e) {
        steps.failed(e.getMessage());
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted: go on with --resume", e);
    }
  }

  private int run(RetrainLease lease, RetrainSteps steps, LogWindow window)
      throws ExecutionException, InterruptedException {
    try {
      removeAbandoned();
      ServingModel serving = ServingModel.in(brokers);
      Optional<ServingModel> begun = begun(serving, steps);
      ServingModel before = begun.orElse(serving);
      line.print(before.line());
      steps.began(before);
      CandidateRelease.Judged candidate;
      try (WindowImages images = images(begun, before, window, steps.retraining())) {
        candidate = judged(images, begun.isPresent(), before);
      }
      steps.scored(candidate.model(), candidate.verdict(), candidate.learned());
      int exitCode = release.of(candidate, brokers, lease, steps, line);
      if (exitCode == ExitCode.OK && !release.dryRun()) {
        ServingModel.forget(asked.directory()); // the next one begins with what serves then
      }
      return exitCode;
    } catch (IOException e) {
      throw new CommandFailedException(
          "The retraining cannot go on (%s). Is [%s] a directory that can be written, with room left? Then say the same again with --resume."
              .formatted(e, asked.directory()),
          e);
    }
  }

  private void removeAbandoned() throws InterruptedException {
    List<String> abandoned = Shadow.removeAbandoned(brokers);
    if (!abandoned.isEmpty()) {
      line.print(
          String.format(
              Locale.ROOT, "%d topics of a shadow that was killed are removed", abandoned.size()));
    }
  }

  /** What an interrupted one began with, if it is to be gone on with. */
  private Optional<ServingModel> begun(ServingModel serving, RetrainSteps steps)
      throws IOException {
    boolean isDue = asked.window().isDue();
    return asked.resume() || isDue
        ? ServingModel.keptIn(
                asked.directory(), isDue ? Optional.of(steps.retraining()) : Optional.empty())
            .filter(kept -> kept.releasedVersion().equals(serving.releasedVersion()))
        : Optional.empty();
  }

  private WindowImages images(
      Optional<ServingModel> begun, ServingModel before, LogWindow window, String retraining)
      throws IOException {
    Path directory = asked.directory();
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

  private CandidateRelease.Judged judged(WindowImages images, boolean resume, ServingModel before)
      throws IOException, InterruptedException {
    Path directory = asked.directory();
    images.counts().lines().forEach(line::print);
    release.large().warning(ServingModel.fileIn(directory)).ifPresent(line::print);
    Retraining retraining = Retraining.of(before.model(), images, asked.fit().options(), directory);
    line.print(retraining.parts());
    if (retraining.isOfHeadAlone()) {
      line.print("the network of this model stays as it is: only its head is fitted");
    }
    StoredModel candidate =
        retraining.train(resume, new ProgressLine(line, System::nanoTime), line::print);
    ServingModel now = patiently(); // its head has learned meanwhile
    Verdict verdict = retraining.judge(now.model(), candidate);
    verdict.lines(candidate.classes(), now.head()).forEach(line::print);
    return new CandidateRelease.Judged(
        candidate, retraining.file(), before, verdict, images.size() - verdict.images());
  }

  /** Brokers that are away for minutes need not cost hours of training. */
  private ServingModel patiently() throws InterruptedException {
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
}
