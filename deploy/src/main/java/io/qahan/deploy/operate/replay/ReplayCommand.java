package io.qahan.deploy.operate.replay;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.TopicProvisioner;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan replay}: a stream of the past once more, beside the present one. */
@Command(
    name = "replay",
    description =
        "Send the images and labels since a time again, into topics of a fresh prefix, where other"
            + " services can work on them from the beginning.")
public final class ReplayCommand implements Callable<Integer> {
  /** How long no image may be answered: services may still be starting. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin private BrokerOption broker;
  @Mixin private OutputOption output;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "Since when: 2026-01-31T08:00:00Z, or how long ago: 2h.")
  private String from;

  @Option(names = "--until", paramLabel = "TIME", description = "Until when (default: now).")
  private String until;

  @Option(
      names = "--into",
      paramLabel = "PREFIX",
      required = true,
      description = "The prefix of the new topics, for example tuesday. with its dot.")
  private String prefix;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "200",
      description = "Images a second; 0: no limit (default: 200).")
  private double rate;

  @Option(
      names = "--in-step",
      description =
          "Services of the new prefix run already: send each label only once its image is answered"
              + " there, so that labels and their corrections are learned in the order in which they"
              + " came.")
  private boolean inStep;

  @Override
  public Integer call() throws InterruptedException {
    if (!(rate >= 0 && rate <= 1e6)) {
      throw new IllegalArgumentException(
          "--rate [%s] must be from 0 (no limit) to 1,000,000 images a second".formatted(rate));
    }
    Instant now = Instant.now();
    Instant begin = ReplayTime.parse("--from", from, now);
    Optional<Instant> end =
        Optional.ofNullable(until).map(text -> ReplayTime.parse("--until", text, now));
    Replayed replayed = Brokers.ask(broker.load(), brokers -> replay(brokers, begin, end));
    output.print(replayed, replayed.lines());
    return ExitCode.OK;
  }

  private Replayed replay(Brokers brokers, Instant begin, Optional<Instant> end)
      throws ExecutionException, InterruptedException {
    try (Consumer<byte[], byte[]> consumer = brokers.reader();
        Producer<byte[], byte[]> producer = brokers.producer()) {
      TopicNames names = brokers.names();
      TimeMerge records = records(consumer, names, begin, end);
      if (!inStep) {
        createTopics(brokers, consumer.partitionsFor(names.of(Topics.IMAGES)).size());
        return replayed(begin, end, consumer, copy(producer, records, names, Optional.empty()));
      }
      try (Consumer<byte[], byte[]> outcomes = brokers.reader()) {
        checkEmpty(outcomes);
        outcomes.assign(AnswerWait.outcomes(outcomes, new TopicNames(prefix)));
        AnswerWait answers = new AnswerWait(outcomes, StreamClock.SYSTEM, PATIENCE, prefix);
        return replayed(begin, end, consumer, copy(producer, records, names, Optional.of(answers)));
      }
    }
  }

  private StreamCopy.Counts copy(
      Producer<byte[], byte[]> producer,
      TimeMerge records,
      TopicNames names,
      Optional<AnswerWait> answers)
      throws InterruptedException {
    return new StreamCopy(
            producer, names, new TopicNames(prefix), rate, StreamClock.SYSTEM, answers)
        .run(records);
  }

  private Replayed replayed(
      Instant begin,
      Optional<Instant> end,
      Consumer<byte[], byte[]> consumer,
      StreamCopy.Counts counts) {
    return new Replayed(
        begin.toString(),
        end.map(Instant::toString).orElse(null),
        prefix,
        consumer.partitionsFor(new TopicNames(prefix).of(Topics.IMAGES)).size(),
        counts.images(),
        counts.labels());
  }

  /** What the services of the new prefix have taken already would be in the middle of the past. */
  private void checkEmpty(Consumer<byte[], byte[]> consumer) {
    TopicNames fresh = new TopicNames(prefix);
    List<TopicPartition> inputs =
        Stream.of(Topics.IMAGES, Topics.LABELS)
            .map(fresh::of)
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (inputs.isEmpty()) {
      throw new CommandFailedException(
          "There is no topic [%s]. Start ingest, a worker and the trainer with -D topic.prefix=%s before, or leave --in-step out."
              .formatted(fresh.of(Topics.IMAGES), prefix));
    }
    if (consumer.endOffsets(inputs).values().stream().anyMatch(end -> end > 0)) {
      throw new CommandFailedException(
          "The prefix [%s] is not fresh: there are images or labels. Choose another one with --into, and start services there."
              .formatted(prefix));
    }
  }

  /** The consumer stands where the replay begins; what is written from now on is not in it. */
  private static TimeMerge records(
      Consumer<byte[], byte[]> consumer, TopicNames names, Instant begin, Optional<Instant> end) {
    List<TopicPartition> partitions =
        Stream.of(Topics.IMAGES, Topics.LABELS)
            .map(names::of)
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new CommandFailedException(
          "There is no topic [%s]; is topic.prefix another one?"
              .formatted(names.of(Topics.IMAGES)));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> newest = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> ends =
        end.isPresent() ? offsets(consumer, newest, end.get()) : newest;
    offsets(consumer, newest, begin).forEach(consumer::seek);
    return new TimeMerge(consumer, ends);
  }

  /** The first offset at or after a time; the end if there is none. */
  private static Map<TopicPartition, Long> offsets(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> newest, Instant time) {
    Map<TopicPartition, Long> asked = new HashMap<>();
    newest.keySet().forEach(partition -> asked.put(partition, time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    newest.forEach(
        (partition, last) -> {
          OffsetAndTimestamp first = found.get(partition);
          offsets.put(partition, first == null ? last : Math.min(last, first.offset()));
        });
    return offsets;
  }

  private void createTopics(Brokers brokers, int partitions)
      throws ExecutionException, InterruptedException {
    Settings settings =
        brokers
            .settings()
            .with(
                SettingsOptions.known(),
                Map.of(
                    CommonSettings.TOPIC_PREFIX.name(),
                    prefix,
                    CommonSettings.INPUT_PREFIX.name(),
                    "",
                    CommonSettings.TOPIC_PARTITIONS.name(),
                    Integer.toString(partitions)));
    try (Admin admin = brokers.admin()) {
      Optional<String> taken =
          admin.listTopics().names().get().stream()
              .filter(name -> name.startsWith(prefix))
              .findFirst();
      if (taken.isPresent()) {
        throw new CommandFailedException(
            "The prefix [%s] is not fresh: there is the topic [%s]. Choose another one with --into."
                .formatted(prefix, taken.get()));
      }
      new TopicProvisioner(admin, settings).create();
    }
  }

  /**
   * What was copied, and how to go on.
   *
   * @param from ISO 8601
   * @param until ISO 8601; null if to the end
   * @param prefix of the new topics
   * @param partitions of the new topics that are keyed by image id
   */
  record Replayed(
      String from, String until, String prefix, int partitions, long images, long labels) {
    List<String> lines() {
      return List.of(
          String.format(
              Locale.ROOT,
              "%d images and %d labels from %s%s are now under [%s]",
              images,
              labels,
              from,
              until == null ? " on" : " until " + until,
              prefix),
          String.format(
              Locale.ROOT,
              "services that work on them: -D topic.prefix=%s -D topic.partitions=%d",
              prefix,
              partitions));
    }
  }
}
