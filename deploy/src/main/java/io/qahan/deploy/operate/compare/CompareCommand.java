package io.qahan.deploy.operate.compare;

import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.OutputOption;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.ingest.head.PredictionCheck;
import io.qahan.ingest.model.ClassNames;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
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
    Map<String, Answer> first = Brokers.ask(of(settings, champion), this::answers);
    Map<String, Answer> second = Brokers.ask(of(settings, challenger), this::answers);
    first.keySet().retainAll(second.keySet());
    if (first.isEmpty()) {
      throw new CommandFailedException(
          "No image was answered under both [%s] and [%s]. Does the challenger read the champion's images (-D input.prefix=%s)?"
              .formatted(champion, challenger, champion));
    }
    Map<String, Integer> labels =
        Brokers.ask(of(settings, champion), brokers -> labels(brokers, first));
    List<Comparison.Pair> pairs = new ArrayList<>();
    first.forEach(
        (id, answer) -> pairs.add(new Comparison.Pair(answer, second.get(id), labels.get(id))));
    Comparison comparison = Comparison.of(champion, challenger, pairs);
    output.print(comparison, comparison.lines(classes(of(settings, champion))));
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

  private static Settings of(Settings settings, String prefix) {
    return settings.with(
        SettingsOptions.known(), Map.of(CommonSettings.TOPIC_PREFIX.name(), prefix));
  }

  /** The first answer to each image, as whoever asked saw it. */
  private Map<String, Answer> answers(Brokers brokers) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    read(
        brokers,
        Topics.PREDICTIONS,
        (id, prediction) -> {
          if (PredictionCheck.faultOf(prediction).isEmpty()) {
            answers.putIfAbsent(id, Answer.of(prediction));
            if (answers.size() > last) {
              Iterator<String> oldest = answers.keySet().iterator();
              oldest.next();
              oldest.remove();
            }
          }
        });
    return answers;
  }

  /** The newest label of each of these images. */
  private static Map<String, Integer> labels(Brokers brokers, Map<String, Answer> of) {
    Map<String, Integer> labels = new HashMap<>();
    read(
        brokers,
        Topics.LABELS,
        (id, label) -> {
          if (of.containsKey(id)) {
            labels.put(id, label.getLabel());
          }
        });
    return labels;
  }

  /** Records that nobody can read are passed over: those who work with them dead-letter them. */
  private static <T extends SpecificRecord> void read(
      Brokers brokers, Topic<T> topic, BiConsumer<String, T> visitor) {
    Codec<T> codec = brokers.codecs().of(topic);
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      TopicScan.all(
          consumer,
          brokers.names().of(topic),
          record -> {
            try {
              visitor.accept(ImageId.of(record.key()), codec.decode(record.value()));
            } catch (RejectedRecordException | UndecodableRecordException e) {
              return;
            }
          });
    }
  }
}
