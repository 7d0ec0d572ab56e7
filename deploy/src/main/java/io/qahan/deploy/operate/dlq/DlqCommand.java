package io.qahan.deploy.operate.dlq;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.LimitOption;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.TextTable;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code qahan dlq}: the dead letters, and the way back for them. */
@Command(name = "dlq", description = "See the dead letters, and send them back.")
public final class DlqCommand {
  private static final String TRANSACTIONAL_ID = "dlq-replay";

  @Command(name = "list", description = "List the dead letters that are kept, the newest last.")
  int list(
      @Mixin BrokerOption broker,
      @Mixin Selection selection,
      @Mixin LimitOption limit,
      @Mixin OutputOption output)
      throws InterruptedException {
    List<Letter> letters =
        letters(broker.load(), selection.topics()).stream()
            .filter(selection::includes)
            .sorted((a, b) -> a.at().compareTo(b.at()))
            .toList();
    List<Letter> newest = limit.newest(letters);
    List<String> lines = new ArrayList<>();
    if (!newest.isEmpty()) {
      lines.addAll(
          new TextTable(Letter.COLUMNS, newest.stream().map(Letter::cells).toList()).lines());
    }
    lines.add(String.format(Locale.ROOT, "%d of %d dead letters", newest.size(), letters.size()));
    output.print(newest, lines);
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Show one dead letter: where it came from and why.")
  int show(
      @Mixin BrokerOption broker,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "ID", description = "As `dlq list` shows it.") String id)
      throws InterruptedException {
    LetterId wanted = LetterId.parse(id);
    List<Topic<?>> topics = DeadLetterTopics.named(List.of(wanted.topic()));
    Letter letter =
        letters(broker.load(), topics).stream()
            .filter(candidate -> candidate.id().equals(wanted))
            .findFirst()
            .orElseThrow(() -> unknown(wanted));
    output.print(letter, letter.lines());
    return ExitCode.OK;
  }

  @Command(
      name = "replay",
      description = {
        "Send dead letters back to where they came from, each once; exit code 1 if some could not"
            + " be sent. Records of compacted topics must be named by their ids."
      })
  int replay(
      @Mixin BrokerOption broker,
      @Mixin Selection selection,
      @Mixin OutputOption output,
      @Parameters(paramLabel = "ID", arity = "0..*", description = "Which, one by one.")
          List<String> ids,
      @Option(names = "--all", description = "All of them.") boolean all,
      @Option(names = "--again", description = "Those too that were replayed before.")
          boolean again,
      @Option(names = "--dry-run", description = "Only say what would be sent.") boolean dryRun)
      throws InterruptedException {
    Set<LetterId> named = new LinkedHashSet<>();
    if (ids != null) {
      ids.forEach(id -> named.add(LetterId.parse(id)));
    }
    if (named.isEmpty() && selection.isOpen() && !all) {
      throw new CommandFailedException(
          "Say which dead letters are to be sent back: ids, --topic, --cause or --all.");
    }
    List<Topic<?>> topics =
        named.isEmpty()
            ? selection.topics()
            : DeadLetterTopics.named(named.stream().map(LetterId::topic).distinct().toList());
    ReplayReport report =
        Brokers.ask(
            broker.load(),
            brokers -> {
              DeadLetterTopics letters = new DeadLetterTopics(brokers);
              try (Originals originals = new Originals(brokers)) {
                Supplier<ReplayPlan> plan =
                    () ->
                        ReplayPlan.of(
                            meant(letters.letters(topics), named, selection),
                            named,
                            again,
                            brokers.names(),
                            letter -> originals.of(letter, letter.origin()).isPresent());
                if (dryRun) {
                  ReplayPlan now = plan.get();
                  return ReplayReport.of(true, List.copyOf(now.toSend().keySet()), now);
                }
                try (Producer<byte[], byte[]> producer =
                    brokers.transactionalProducer(TRANSACTIONAL_ID)) {
                  producer.initTransactions(); // no other replay goes on from here
                  ReplayPlan now = plan.get();
                  List<LetterId> sent =
                      new Replay(producer, now.toSend(), originals).run(letters, topics);
                  return ReplayReport.of(false, sent, now);
                }
              }
            });
    output.print(report, report.lines());
    return report.refused().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static List<Letter> meant(
      List<Letter> letters, Set<LetterId> named, Selection selection) {
    List<Letter> meant =
        letters.stream()
            .filter(
                letter ->
                    named.isEmpty() ? selection.includes(letter) : named.contains(letter.id()))
            .toList();
    Set<LetterId> missing = new LinkedHashSet<>(named);
    meant.forEach(letter -> missing.remove(letter.id()));
    if (!missing.isEmpty()) {
      throw unknown(missing.iterator().next());
    }
    return meant;
  }

  private static List<Letter> letters(Settings settings, List<Topic<?>> topics)
      throws InterruptedException {
    return Brokers.ask(settings, brokers -> new DeadLetterTopics(brokers).letters(topics));
  }

  private static CommandFailedException unknown(LetterId id) {
    return new CommandFailedException(
        "There is no dead letter [%s]. See: qahan dlq list --topic %s".formatted(id, id.topic()));
  }

  /** The options that say which dead letters are meant. */
  static final class Selection {
    @Option(
        names = "--topic",
        paramLabel = "TOPIC",
        description = "Those of one topic, for example images. May be repeated.")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--cause", paramLabel = "CAUSE", description = "Those of one cause.")
    private String cause;

    List<Topic<?>> topics() {
      return DeadLetterTopics.named(topics);
    }

    /** Whether nothing was said, so that all are meant. */
    boolean isOpen() {
      return topics.isEmpty() && cause == null;
    }

    boolean includes(Letter letter) {
      return Optional.ofNullable(cause).map(letter.cause()::equals).orElse(true);
    }
  }
}
