package io.qahan.deploy.operate.predictions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.cli.BrokerOption;
import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.LimitOption;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.ingest.head.PredictionCheck;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan predictions}: answers as text, for programs that cannot read Avro too. */
@Command(
    name = "predictions",
    description = {
      "Show the newest answers, a line each, and with --follow those that come.",
      "With --json each line is a JSON object: qahan predictions --follow --json | jq .className"
    })
public final class PredictionsCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Mixin private BrokerOption broker;
  @Mixin private LimitOption limit;
  @Spec private CommandSpec spec;

  @Option(names = "--follow", description = "Go on with those that come, until interrupted.")
  private boolean follow;

  @Option(names = "--json", description = "A JSON object a line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = broker.load();
    ServedClasses classes = ServedClasses.in(settings);
    return Brokers.ask(settings, brokers -> show(brokers, classes));
  }

  private int show(Brokers brokers, ServedClasses classes) {
    Codec<Prediction> codec = brokers.codecs().of(Topics.PREDICTIONS);
    PrintWriter out = spec.commandLine().getOut();
    try (Consumer<byte[], byte[]> consumer = brokers.reader()) {
      List<ConsumerRecord<byte[], byte[]>> newest = new ArrayList<>();
      TopicScan.newest(
          consumer, brokers.names().of(Topics.PREDICTIONS), limit.count(), newest::add);
      newest.sort(Comparator.comparingLong(ConsumerRecord::timestamp)); // of several partitions
      limit
          .newest(newest.stream().flatMap(record -> shown(record, codec, classes)).toList())
          .forEach(this::print);
      while (follow && !out.checkError()) { // whoever read it may have ended
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          shown(record, codec, classes).forEach(this::print);
        }
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  /** What is no sound answer is passed over, as every reader of the topic does. */
  private Stream<ShownPrediction> shown(
      ConsumerRecord<byte[], byte[]> record, Codec<Prediction> codec, ServedClasses classes) {
    String fault;
    try {
      Prediction prediction = codec.decode(record.value());
      Optional<String> id = ImageId.textOf(record.key());
      fault = id.isEmpty() ? "its key is no id" : PredictionCheck.faultOf(prediction).orElse("");
      if (fault.isEmpty()) {
        return Stream.of(ShownPrediction.of(id.orElseThrow(), prediction, classes));
      }
    } catch (UndecodableRecordException e) {
      fault = e.getMessage();
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("qahan: passed over a record that is no prediction: " + fault);
    err.flush();
    return Stream.empty();
  }

  private void print(ShownPrediction shown) {
    spec.commandLine().getOut().println(json ? text(shown) : shown.line());
  }

  private static String text(ShownPrediction shown) {
    try {
      return MAPPER.writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of ours are always JSON", e);
    }
  }
}
