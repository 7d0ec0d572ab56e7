package io.qahan.deploy.operate.training;

import io.qahan.deploy.operate.Brokers;
import io.qahan.deploy.operate.TopicScan;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.StateCheck;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the training of a model stands, as its trainer last wrote. */
public final class TrainedState {
  private static final Logger log = LoggerFactory.getLogger(TrainedState.class);

  /** Of the topic's newest records: a state may be tens of megabytes. */
  private static final int STATES = 32;

  private TrainedState() {}

  /**
   * The newest sound state of the settings' model.
   *
   * @param consumer to read with; stays the caller's to close
   * @return empty if there is none, or somebody has removed it
   */
  public static Optional<TrainingState> newest(Brokers brokers, Consumer<byte[], byte[]> consumer) {
    byte[] key = brokers.settings().get(CommonSettings.MODEL).getBytes(StandardCharsets.UTF_8);
    Codec<TrainingState> codec = brokers.codecs().of(Topics.TRAINING_STATE);
    TrainingState[] found = new TrainingState[1];
    TopicScan.newest(
        consumer,
        brokers.names().of(Topics.TRAINING_STATE),
        STATES,
        record -> {
          if (Arrays.equals(key, record.key())) {
            found[0] = record.value() == null ? null : read(record, codec).orElse(found[0]);
          }
        });
    return Optional.ofNullable(found[0]);
  }

  /** The trainer passes over what is not sound, too. */
  private static Optional<TrainingState> read(
      ConsumerRecord<byte[], byte[]> record, Codec<TrainingState> codec) {
    try {
      TrainingState state = codec.decode(record.value());
      Optional<String> fault = StateCheck.faultOf(state);
      fault.ifPresent(text -> log.debug("Passed over the state at {}: {}", record.offset(), text));
      return fault.isPresent() ? Optional.empty() : Optional.of(state);
    } catch (UndecodableRecordException e) {
      log.debug("Passed over the state at {}", record.offset(), e);
      return Optional.empty();
    }
  }
}
