package io.qahan.deploy.operate.compare;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.ingest.model.ClassNames;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan compare}: two models that answered the same images. */
@Command(
    name = "compare",
    description =
        "Hold two models against each other that answered the same images: a champion, and a"
            + " challenger that ran in its shadow (input.prefix).")
public final class CompareCommand implements Callable<Integer> {
  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;

  @Option(
      names = "--champion",
      paramLabel = "PREFIX",
      defaultValue = "qahan.",
      description = "The prefix of the topics of the one, whose labels count (default: qahan.).")
  private String champion;

  @Option(
      names = "--challenger",
      paramLabel = "PREFIX",
      required = true,
      description = "The prefix of the topics of the other, for example b. with its dot.")
  private String challenger;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Only the newest N answers of each (default: 100000).")
  private int last;

  @Override
  public Integer call() throws InterruptedException {
    if (last < 1 || last > 10_000_000) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--last [%d] must be from 1 to 10,000,000", last));
    }
    if (champion.equals(challenger)) {
      throw new IllegalArgumentException(
          "--champion and --challenger are both [%s]; name two prefixes".formatted(champion));
    }
    Settings settings = broker.load();
    Comparison comparison = ComparedAnswers.of(settings, champion, challenger, last, Map.of());
    if (comparison.images() == 0) {
      throw new CommandFailedException(
          "No image was answered under both [%s] and [%s]. Does the challenger read the champion's images (-D input.prefix=%s)?"
              .formatted(champion, challenger, champion));
    }
    output.print(comparison, comparison.lines(classes(ComparedAnswers.under(settings, champion))));
    return ExitCode.OK;
  }

  /** Numbers do where the names cannot be had. */
  private static ClassNames classes(Settings settings) throws InterruptedException {
    try {
      return ServedClasses.in(settings).classes();
    } catch (CommandFailedException e) {
      return ClassNames.numbered(settings.get(CommonSettings.CLASSES));
    }
  }
}
