package io.qahan.deploy.pipeline;

import io.qahan.ingest.head.PredictionCheck;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters what becomes visible in the outgoing topics into the books of a stream: predictions, dead
 * letters and heads, committed ones only, from now on.
 */
public final class OutcomeFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutcomeFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Outcomes outcomes;
  private final String predictions;
  private final String heads;
  private final Codec<Prediction> predictionCodec;
  private final Codec<FcHead> headCodec;
  private final Thread thread = new Thread(this::run, "outcomes");
  private final CountDownLatch closing = new CountDownLatch(1);

  private OutcomeFollower(
      Consumer<byte[], byte[]> consumer, TopicNames names, Codecs codecs, Outcomes outcomes) {
    this.consumer = consumer;
    this.outcomes = outcomes;
    this.predictions = names.of(Topics.PREDICTIONS);
    this.heads = names.of(Topics.FC_HEADS);
    this.predictionCodec = codecs.of(Topics.PREDICTIONS);
    this.headCodec = codecs.of(Topics.FC_HEADS);
  }

  /** Starts following; sees every record written after this has returned. */
  public static OutcomeFollower start(Settings settings, Outcomes outcomes) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    TopicNames names = TopicNames.from(settings);
    TopicLimits limits = TopicLimits.ofCatalogue(names);
    Consumer<byte[], byte[]> consumer = BoundedConsumer.of(properties, limits);
    List<TopicPartition> partitions =
        Stream.concat(
                Stream.of(names.of(Topics.PREDICTIONS), names.of(Topics.FC_HEADS)),
                Topics.all().stream().map((Topic<?> topic) -> names.deadLettersOf(topic)))
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // the seek is lazy
    OutcomeFollower follower =
        new OutcomeFollower(consumer, names, Codecs.from(settings), outcomes);
    follower.thread.setDaemon(true);
    follower.thread.start();
    return follower;
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (consumer) {
      while (closing.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          enterWhenPossible(record);
        }
      }
    } catch (WakeupException e) {
      log.debug("Closed while polling");
    } catch (RuntimeException | InterruptedException e) {
      log.error("Outcomes are no longer followed: {}", e.toString());
    }
  }

  /** While the schema registry is away the record waits, and those behind it. */
  private void enterWhenPossible(ConsumerRecord<byte[], byte[]> record)
      throws InterruptedException {
    while (closing.getCount() > 0) {
      try {
        enter(record);
        return;
      } catch (RegistryUnavailableException e) {
        log.warn("Outcomes wait: {}", e.getMessage());
        boolean unused = closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void enter(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    try {
      if (record.topic().equals(predictions)) {
        Prediction prediction = predictionCodec.decode(record.value());
        Optional<String> fault = PredictionCheck.faultOf(prediction);
        if (fault.isPresent()) {
          throw new UndecodableRecordException("no sound prediction: " + fault.get(), null);
        }
        outcomes.predicted(key, prediction);
      } else if (record.topic().equals(heads)) {
        outcomes.head(headCodec.decode(record.value()).getVersion());
      } else if (!DeadLetter.isMark(record.headers())) {
        Header cause = record.headers().lastHeader(DeadLetter.CAUSE);
        outcomes.deadLetter(
            key, cause == null ? "" : new String(cause.value(), StandardCharsets.UTF_8));
      }
    } catch (UndecodableRecordException e) {
      log.warn("[{}] holds a record that cannot be read: {}", record.topic(), e.getMessage());
    }
  }
}
