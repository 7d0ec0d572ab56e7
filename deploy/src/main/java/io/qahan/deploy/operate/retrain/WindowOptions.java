package io.qahan.deploy.operate.retrain;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.replay.ReplayTime;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.StateArchive;
import io.qahan.trainer.retrain.LogWindow;
import io.qahan.trainer.settings.TrainerSettings;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a network is to be retrained on: which of the images in Kafka, and how much of them. */
final class WindowOptions {
  private static final int MOST_BY_TIME = 1_000_000;

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

  @Option(
      names = "--cache-mib",
      paramLabel = "N",
      defaultValue = "4096",
      description =
          "How many MiB of decoded images to keep there; the newest that fit are learned from"
              + " (default: 4096).")
  private long cacheMib;

  /** Whether it is what the trainer asked for. */
  boolean isDue() {
    return part.due;
  }

  /**
   * Refuses what does not go together.
   *
   * @throws IllegalArgumentException saying what
   */
  void check() {
    if (cacheMib < 1 || cacheMib > 1 << 20) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--cache-mib [%d] must be from 1 to 1,048,576", cacheMib));
    }
    if (before != null && (part.last != null || part.due)) {
      throw new IllegalArgumentException("--before goes with --from or --since-drift");
    }
  }

  /**
   * The window that they mean now.
   *
   * @param due what the trainer asked for, if that is what is to be done
   */
  LogWindow window(Brokers brokers, Optional<RetrainStep> due) {
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
}
