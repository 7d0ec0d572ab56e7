package io.qahan.ingest.follow;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The head that a model's trainer holds to be live, as its newest state in Kafka says. Reads one
 * record each time it is asked. Used by one thread.
 */
public final class TrainersHead implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainersHead.class);

  private final PastRecords past;
  private final String topic;
  private final byte[] model;
  private final Codec<TrainingState> codec;
  private final Consumer<TrainingState> listener;
  private Optional<Head> last = Optional.empty();

  private TrainersHead(
      PastRecords past,
      String topic,
      String model,
      Codec<TrainingState> codec,
      Consumer<TrainingState> listener) {
    this.past = past;
    this.topic = topic;
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.codec = codec;
    this.listener = listener;
  }

  /**
   * With a client of its own.
   *
   * @param limits how large records may be
   * @param listener is told of each state that is read and names a sound head
   */
  public static TrainersHead open(
      Settings settings,
      TopicLimits limits,
      String model,
      Codec<TrainingState> codec,
      Consumer<TrainingState> listener) {
    return new TrainersHead(
        PastRecords.openLarge(settings, limits),
        TopicNames.from(settings).of(Topics.TRAINING_STATE),
        model,
        codec,
        listener);
  }

  /**
   * The live head. A state that cannot be read is passed over, as the trainer does.
   *
   * @return empty if there is no state, or somebody has removed it
   * @throws KafkaException if it cannot be read now
   */
  public Optional<Head> live() {
    PastRecords.Search search = search();
    if (search.found().isEmpty() && !search.whole()) {
      throw new TimeoutException(
          "the newest state of the training was not found in time in [%s]".formatted(topic));
    }
    byte[] value = search.found().map(record -> record.value()).orElse(null);
    if (value == null) {
      last = Optional.empty();
      return last;
    }
    try {
      TrainingState state = codec.decode(value);
      last = Optional.of(Head.of(state.getLive()));
      listener.accept(state);
    } catch (UndecodableRecordException | HeadRefusedException e) {
      log.warn(
          "The training state at offset {} of [{}] is passed over: {}",
          search.found().get().offset(),
          topic,
          e.getMessage());
    }
    return last;
  }

  private PastRecords.Search search() {
    try {
      return past.find(topic, model).get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafkas) {
        throw kafkas;
      }
      throw new KafkaException("[%s] cannot be read".formatted(topic), e.getCause());
    }
  }

  @Override
  public void close() {
    past.close();
  }
}
