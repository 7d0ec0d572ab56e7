package io.qahan.deploy.operate.heads;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.LimitOption;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.TextTable;
import io.qahan.deploy.operate.training.ControlOptions;
import io.qahan.deploy.operate.training.ControlTopic;
import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.ControlAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code qahan heads}: the published heads, and which of them is served. */
@Command(name = "heads", description = "See the published heads, pin one, or go back to one.")
public final class HeadsCommand {
  @Command(name = "list", description = "List the heads that are kept, the newest last.")
  int list(@Mixin BrokerOption broker, @Mixin LimitOption limit, @Mixin OutputOption output)
      throws InterruptedException {
    PublishedHeads heads =
        Brokers.ask(broker.load(), brokers -> PublishedHeads.read(brokers, Set.of()));
    List<HeadRow> all = heads.rows();
    List<HeadRow> newest = limit.newest(all);
    output.print(newest, lines(newest, all.size(), heads));
    return ExitCode.OK;
  }

  private static List<String> lines(List<HeadRow> shown, int kept, PublishedHeads heads) {
    if (kept == 0 && heads.unsound() == 0) {
      return List.of("No head was published yet: the untrained one (version 0) is served.");
    }
    List<String> lines =
        new ArrayList<>(
            new TextTable(HeadRow.COLUMNS, shown.stream().map(HeadRow::cells).toList()).lines());
    lines.add(String.format(Locale.ROOT, "%d of %d heads", shown.size(), kept));
    if (!heads.foreign().isEmpty()) {
      lines.add(
          "not the trainer's, and refused: "
              + VersionRanges.text(heads.foreign())
              + " (see who may write to the topic)");
    }
    if (heads.unsound() > 0) {
      lines.add(heads.unsound() + " records are no sound heads and were refused (qahan dlq list)");
    }
    return lines;
  }

  @Command(name = "show", description = "Show one head.")
  int show(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "VERSION", description = "Which.") long version)
      throws InterruptedException {
    PublishedHeads heads = read(broker, version);
    Head head = heads.get(version);
    boolean live = heads.live().filter(newest -> newest.version() == version).isPresent();
    HeadDetails details = HeadDetails.of(head, live);
    output.print(details, details.lines());
    return ExitCode.OK;
  }

  @Command(name = "diff", description = "Say how far two heads are apart.")
  int diff(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(index = "0", paramLabel = "FROM", description = "The older one.") long from,
      @Parameters(index = "1", paramLabel = "TO", description = "The newer one.") long to)
      throws InterruptedException {
    PublishedHeads heads = read(broker, from, to);
    HeadDiff diff = HeadDiff.of(heads.get(from), heads.get(to));
    output.print(diff, diff.lines());
    return ExitCode.OK;
  }

  @Command(
      name = "pin",
      description = "Serve one version, and publish no other until `training resume`.")
  int pin(
      @Mixin BrokerOption broker,
      @Mixin ControlOptions control,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "VERSION", description = "Which.") long version)
      throws InterruptedException {
    return send(ControlAction.PIN, version, broker, control, output);
  }

  @Command(
      name = "rollback",
      description = "Serve an older version and train on from it; ends a pin.")
  int rollback(
      @Mixin BrokerOption broker,
      @Mixin ControlOptions control,
      @Mixin OutputOption output,
      @Parameters(
              paramLabel = "VERSION",
              arity = "0..1",
              description = "Which (default: the parent of the live one).")
          Long version)
      throws InterruptedException {
    return send(ControlAction.ROLL_BACK, version, broker, control, output);
  }

  private static PublishedHeads read(BrokerOption broker, Long... versions)
      throws InterruptedException {
    Set<Long> wanted = Set.copyOf(List.of(versions));
    return Brokers.ask(broker.load(), brokers -> PublishedHeads.read(brokers, wanted));
  }

  private static int send(
      ControlAction action,
      Long version,
      BrokerOption broker,
      ControlOptions control,
      OutputOption output)
      throws InterruptedException {
    ControlTopic.Sent sent =
        Brokers.ask(
            broker.load(),
            brokers -> {
              checkServable(brokers, version);
              return ControlTopic.send(brokers, control.record(action, version, Instant.now()));
            });
    output.print(sent, sent.lines());
    return ExitCode.OK;
  }

  /** The trainer would refuse it too, but only later, and into dlq.control. */
  private static void checkServable(Brokers brokers, Long version) {
    PublishedHeads heads =
        PublishedHeads.read(brokers, version == null ? Set.of() : Set.of(version));
    Head live =
        heads
            .live()
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "No head was published yet: there is none to pin or to go back to."));
    if (version == null) {
      return;
    }
    if (heads.foreign().contains(version)) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "Head [%d] was not written by the trainer, whose live head is %d: it cannot be served.",
              version,
              live.version()));
    }
    Head head = heads.get(version);
    if (!head.shape().equals(live.shape())) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "Head [%d] is %s, but the live one (%d) is %s: it cannot be served in its place.",
              version,
              head.shape(),
              live.version(),
              live.shape()));
    }
  }
}
